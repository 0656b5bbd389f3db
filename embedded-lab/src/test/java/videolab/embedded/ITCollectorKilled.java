package videolab.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.contract.Topics;

/** The collector as people run it, by {@code java -jar}, killed without a word while players send. */
class ITCollectorKilled {

    private static final int PLAYERS = 32;
    private static final int BEFORE_THE_KILL = 2_000;

    @TempDir
    private Path folder;

    @Test
    void whatWasAcknowledgedIsInKafka() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicInteger sent = new AtomicInteger();
        List<Thread> players = new ArrayList<>();
        try (LabFixture lab = LabFixture.start(folder)) {
            try (BuiltService collector = start(lab, port)) {
                awaitHealthy(port, collector);
                for (int i = 0; i < PLAYERS; i++) {
                    players.add(new Thread(() -> play(port, sent, acknowledged)));
                }
                players.forEach(Thread::start);
                await(() -> acknowledged.size() >= BEFORE_THE_KILL, "too few were acknowledged");
            }
            for (Thread player : players) {
                player.join(TimeUnit.SECONDS.toMillis(60));
                assertThat(player.isAlive()).isFalse();
            }

            Set<String> written = new HashSet<>();
            lab.records(Topics.PLAYER_EVENTS).forEach(record -> written.add(record.key()));
            assertThat(sent.get()).as("some were on their way").isGreaterThan(acknowledged.size());
            assertThat(written).containsAll(acknowledged);
        }
    }

    /** Sends a report after the other until nobody answers. */
    private static void play(int port, AtomicInteger sent, Set<String> acknowledged) {
        HttpClient player = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        while (true) {
            String session = "s" + sent.incrementAndGet();
            try {
                int status = player.send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                        .timeout(Duration.ofSeconds(20))
                                        .POST(BodyPublishers.ofString(
                                                "e=ps,sid=\"" + session + "\",sta=p,ts=" + System.currentTimeMillis()))
                                        .build(),
                                BodyHandlers.discarding())
                        .statusCode();
                if (status == 204) {
                    acknowledged.add(session);
                }
            } catch (IOException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void awaitHealthy(int port, BuiltService collector) throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest health = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/healthz"))
                .build();
        await(
                () -> {
                    assertThat(collector.isAlive()).isTrue();
                    return client.send(health, BodyHandlers.discarding()).statusCode() == 200;
                },
                "the collector did not start");
    }

    /** Something that becomes true; an IOException means not yet. */
    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private static void await(Condition condition, String otherwise) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(60);
        while (true) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            assertThat(Instant.now()).as(otherwise).isBefore(end);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static BuiltService start(LabFixture lab, int port) throws IOException {
        return BuiltService.start(
                "video-source",
                "collector-killed.log",
                "-Xmx256m",
                "collect",
                "--bootstrap",
                lab.bootstrap(),
                "--port",
                String.valueOf(port));
    }
}
