package videolab.embedded.run;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import videolab.cli.Broker;
import videolab.cli.FailedException;
import videolab.cli.KafkaSettings;
import videolab.cli.UsageException;
import videolab.contract.Topics;

/**
 * A real Kafka broker (KRaft, broker and controller in one) inside this JVM, bound to the loopback interface, with the
 * lab's topics. Its data stays in a folder; a second start on the same folder goes on where the first ended.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private static final int NODE_ID = 1;
    private static final String HOST = "127.0.0.1";

    /** A broker that has just started, on a busy machine, may take its time for the topics. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Less is a full disk: Kafka writes segments of up to 64 MiB and indexes beside them. */
    private static final long FULL_BYTES = 16 * 1024 * 1024;

    private static final int LOOPBACK_MILLIS = 2_000;

    private static volatile Path ended;

    private final Path folder;
    private final KafkaRaftServer server;
    private final KafkaSettings kafka;

    private EmbeddedBroker(Path folder, KafkaRaftServer server, KafkaSettings kafka) {
        this.folder = folder;
        this.server = server;
        this.kafka = kafka;
    }

    /**
     * The port for clients.
     *
     * @param protocol of Kafka's security protocols
     * @param broker settings that the protocol needs
     * @param client what a client needs to be let in
     */
    record Listener(String protocol, Map<String, String> broker, Map<String, String> client) {

        static final Listener PLAIN = new Listener("PLAINTEXT", Map.of(), Map.of());
    }

    /**
     * Starts the broker and creates the topics that are missing.
     *
     * @param folder where the log is kept; made when missing
     * @param port to listen on; 0 takes a free one
     * @throws UsageException when the port is occupied
     * @throws FailedException when the folder cannot be used, for instance while another broker holds it, or when the
     *     loopback network is down
     */
    public static EmbeddedBroker start(Path folder, int port) {
        return start(folder, port, Listener.PLAIN);
    }

    static EmbeddedBroker start(Path folder, int port, Listener listener) {
        requireLoopback();
        List<Integer> free = freePorts();
        int brokerPort = port == 0 ? free.get(0) : requireFree(port);
        KafkaSettings kafka = new KafkaSettings(HOST + ":" + brokerPort, listener.client());
        KafkaConfig config = new KafkaConfig(settings(folder, brokerPort, free.get(1), listener), false);
        KafkaRaftServer server = null;
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            requireUnlocked(folder);
            formatOnce(folder);
            ended = null;
            Exit.setHaltProcedure((code, message) -> stayHalted(folder));
            server = new KafkaRaftServer(config, Time.SYSTEM);
            server.startup();
            new Broker(kafka).create(Topics.ALL, PATIENCE);
            return new EmbeddedBroker(folder, server, kafka);
        } catch (Exception e) {
            if (server != null) {
                server.shutdown();
            }
            throw new FailedException(
                    "the embedded broker cannot use the folder " + folder + ": " + reason(e)
                            + "; name another by --data, or stop the lab that uses it",
                    e);
        }
    }

    /** Without it Kafka waits for a minute, and blames its controller. */
    private static void requireLoopback() {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(HOST));
                Socket client = new Socket()) {
            client.connect(server.getLocalSocketAddress(), LOOPBACK_MILLIS);
        } catch (IOException e) {
            throw new FailedException(
                    "this machine cannot reach itself at " + HOST + " (" + e.getMessage()
                            + "); start its loopback network, on Linux by: ip link set lo up",
                    e);
        }
    }

    /** The address for clients: {@code 127.0.0.1:port}. */
    public String bootstrap() {
        return kafka.bootstrap();
    }

    /** How the lab's own clients reach it. */
    public KafkaSettings kafka() {
        return kafka;
    }

    /** Kafka halts the JVM when it cannot write its log: here the run says why, and ends in order. */
    private static void stayHalted(Path folder) {
        ended = folder;
        while (true) {
            LockSupport.park();
        }
    }

    /** @throws FailedException when the broker cannot write its log any more */
    public void failIfEnded() {
        if (folder.equals(ended)) {
            throw new FailedException(
                    isFull()
                            ? "the disk of " + folder + " is full; free some space there, or name a folder on another"
                                    + " disk by --data, or by TMPDIR for a temporary one"
                            : "the embedded broker cannot write to " + folder + "; look at its disk and rights");
        }
    }

    private boolean isFull() {
        try {
            return Files.getFileStore(folder).getUsableSpace() < FULL_BYTES;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (folder.equals(ended)) { // its threads stand still; the process is about to end
            return;
        }
        server.shutdown();
        server.awaitShutdown();
    }

    private static Map<String, String> settings(Path folder, int brokerPort, int controllerPort, Listener listener) {
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", String.valueOf(NODE_ID));
        settings.put("controller.quorum.voters", NODE_ID + "@" + HOST + ":" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put(
                "listeners",
                listener.protocol() + "://" + HOST + ":" + brokerPort + ",CONTROLLER://" + HOST + ":" + controllerPort);
        settings.put("advertised.listeners", listener.protocol() + "://" + HOST + ":" + brokerPort);
        settings.put(
                "listener.security.protocol.map",
                listener.protocol() + ":" + listener.protocol() + ",CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", listener.protocol());
        settings.putAll(listener.broker());
        settings.put("log.dirs", folder.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("message.max.bytes", String.valueOf(Topics.MAX_MESSAGE_BYTES));
        settings.put("replica.fetch.max.bytes", String.valueOf(Topics.MAX_MESSAGE_BYTES));
        settings.put("default.replication.factor", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // Sized for a laptop that runs Spark beside it; the cleaner's default alone is 128 MiB of heap.
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(2 * 1024 * 1024));
        settings.put("log.retention.check.interval.ms", "30000");
        return settings;
    }

    private static void formatOnce(Path folder) throws Exception {
        if (Files.exists(folder.resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setNodeId(NODE_ID)
                .setClusterId(Uuid.randomUuid().toString())
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setMetadataLogDirectory(folder.toString())
                .addDirectory(folder.toString())
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .run();
    }

    /** Kafka locks its folder too, but reports a taken lock by a stack trace. */
    private static void requireUnlocked(Path folder) throws IOException {
        try (FileChannel lock =
                FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (lock.tryLock() == null) {
                throw new IOException("another broker uses it");
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException("another broker of this process uses it", e);
        }
    }

    /** Two different ones: both are held until both are known. */
    private static List<Integer> freePorts() {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return List.of(one.getLocalPort(), other.getLocalPort());
        } catch (IOException e) {
            throw new FailedException("no free port on " + HOST + ": " + e.getMessage(), e);
        }
    }

    private static int requireFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(HOST, port));
            return port;
        } catch (BindException e) {
            throw new UsageException(
                    "--kafka-port",
                    port,
                    "another program listens there, perhaps a broker; a free port of " + HOST
                            + " is expected (0 takes any)");
        } catch (IllegalArgumentException e) {
            throw new UsageException("--kafka-port", port, "a free port of " + HOST + " is expected (0 takes any)");
        } catch (IOException e) {
            throw new FailedException("port " + port + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
