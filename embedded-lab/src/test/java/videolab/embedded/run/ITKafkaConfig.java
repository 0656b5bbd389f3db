package videolab.embedded.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import videolab.cli.LabCommandLine;
import videolab.processor.StreamProcessor;
import videolab.results.ResultConsumer;
import videolab.source.VideoSource;

/** Every command against a real broker that asks for TLS and a login, and against ports that are not what they should be. */
class ITKafkaConfig {

    private static final String PASSWORD = "correct-horse-battery";
    private static final String STORE_PASSWORD = "staple-of-the-store";

    @TempDir
    private static Path folder;

    private static final List<String> LOGGED = new CopyOnWriteArrayList<>();

    private static EmbeddedBroker secured;
    private static EmbeddedBroker plain;

    private record Ran(int exitCode, String out, String err) {}

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        keepWhatIsLogged();
        Path keys = keyPair("broker");
        secured = EmbeddedBroker.start(
                folder.resolve("secured"),
                0,
                new EmbeddedBroker.Listener(
                        "SASL_SSL",
                        Map.of(
                                "sasl.enabled.mechanisms",
                                "PLAIN",
                                "sasl.mechanism.inter.broker.protocol",
                                "PLAIN",
                                "listener.name.sasl_ssl.plain.sasl.jaas.config",
                                login(PASSWORD) + " user_lab=\"" + PASSWORD + "\";",
                                "ssl.keystore.type",
                                "PKCS12",
                                "ssl.keystore.location",
                                keys.toString(),
                                "ssl.keystore.password",
                                STORE_PASSWORD,
                                "ssl.key.password",
                                STORE_PASSWORD,
                                "ssl.truststore.location",
                                keys.toString(),
                                "ssl.truststore.password",
                                STORE_PASSWORD),
                        client(keys, PASSWORD)));
        plain = EmbeddedBroker.start(folder.resolve("plain"), 0);
    }

    @AfterAll
    static void stop() {
        secured.close();
        plain.close();
    }

    /** The limit is for Spark, which tries for ever where its settings do not reach the broker. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aFrameGoesThroughTheFacesPipelineAndNoSecretIsWritten() throws IOException {
        Path config = config("right", client(folder.resolve("broker.p12"), PASSWORD));
        Path checkpoint = folder.resolve("checkpoint");

        Ran topics = succeeded(new ResultConsumer(), secured, config, "topics", "create");
        Ran source = succeeded(new VideoSource(), secured, config, "mock", "--count", "1", "--cameras", "1");
        Ran faces = succeeded(
                new StreamProcessor(),
                secured,
                config,
                "faces",
                "--trigger",
                "available-now",
                "--max-age",
                "0",
                "--root",
                folder.resolve("faces").toString(),
                "--checkpoint",
                checkpoint.toString());
        Ran tail =
                succeeded(new ResultConsumer(), secured, config, "tail", "--from-beginning", "--count", "1", "--json");
        Ran cdnLogs = succeeded(new VideoSource(), secured, config, "cdn-logs", "--lines", "20", "--speed", "max");
        Ran cdn = succeeded(
                new StreamProcessor(),
                secured,
                config,
                "cdn",
                "--trigger",
                "available-now",
                "--summary",
                "json",
                "--checkpoint",
                checkpoint.toString());

        for (Ran ran : List.of(topics, source, faces, tail, cdnLogs, cdn)) {
            assertThat(ran.out() + ran.err()).doesNotContain(PASSWORD, STORE_PASSWORD);
        }
        assertThat(tail.out()).contains("\"camera\":\"camera-0\"", "\"analyzed_at\"");
        assertThat(cdn.out()).contains("\"accepted\":20", "\"rejected\":0");
        assertThat(LOGGED).isNotEmpty().noneMatch(line -> line.contains(PASSWORD) || line.contains(STORE_PASSWORD));
        try (Stream<Path> files = Files.walk(checkpoint)) {
            List<Path> written = files.filter(Files::isRegularFile).toList();
            assertThat(written).isNotEmpty();
            for (Path file : written) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(PASSWORD, STORE_PASSWORD);
            }
        }
    }

    @Test
    void aWrongPasswordIsOneSentence() throws IOException {
        Path config = config("wrong", client(folder.resolve("broker.p12"), "tr0ub4dor"));

        assertThatEveryCommandFails(
                secured,
                config,
                "error: the broker at " + secured.bootstrap()
                        + " refused the login: Authentication failed: Invalid username or password; set sasl.jaas.config in"
                        + " the file of --kafka-config (docs/kafka.md)");
    }

    @Test
    void anUntrustedCertificateIsOneSentence() throws IOException, InterruptedException {
        Path config = config("untrusted", client(keyPair("other"), PASSWORD));

        assertThatEveryCommandFails(
                secured,
                config,
                "error: the certificate of the broker at " + secured.bootstrap()
                        + " is not trusted; name its authority by ssl.truststore.location or ssl.truststore.certificates in"
                        + " the file of --kafka-config (docs/kafka.md)");
    }

    @Test
    void aPlainClientOnATlsPortIsOneSentence() {
        assertThatEveryCommandFails(
                secured,
                null,
                "error: the broker at " + secured.bootstrap()
                        + " expects TLS; set security.protocol=SSL or SASL_SSL in the"
                        + " file of --kafka-config (docs/kafka.md)");
    }

    @Test
    void aTlsClientOnAPlainPortIsOneSentence() throws IOException {
        Path config = config("tls", client(folder.resolve("broker.p12"), PASSWORD));

        Ran ran = run(new ResultConsumer(), plain, config, "topics", "create");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err().lines())
                .containsExactly("error: the broker at " + plain.bootstrap()
                        + " does not speak TLS: security.protocol=SASL_SSL does not fit; set security.protocol in the file"
                        + " of --kafka-config (docs/kafka.md)");
    }

    @Test
    void aLoginThatThePortDoesNotTakeIsOneSentence() throws IOException {
        Path config = config(
                "login",
                Map.of(
                        "security.protocol",
                        "SASL_PLAINTEXT",
                        "sasl.mechanism",
                        "PLAIN",
                        "sasl.jaas.config",
                        login(PASSWORD) + ";"));

        Ran ran = run(new ResultConsumer(), plain, config, "topics", "create");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err().lines())
                .containsExactly("error: the broker at " + plain.bootstrap()
                        + " takes no login on this port: security.protocol=SASL_PLAINTEXT does not fit; set"
                        + " security.protocol in the file of --kafka-config (docs/kafka.md)");
    }

    @Test
    void aPortThatExpectsALoginIsOneSentence() {
        try (EmbeddedBroker login = EmbeddedBroker.start(
                folder.resolve("login-only"),
                0,
                new EmbeddedBroker.Listener(
                        "SASL_PLAINTEXT",
                        Map.of(
                                "sasl.enabled.mechanisms",
                                "PLAIN",
                                "sasl.mechanism.inter.broker.protocol",
                                "PLAIN",
                                "listener.name.sasl_plaintext.plain.sasl.jaas.config",
                                login(PASSWORD) + " user_lab=\"" + PASSWORD + "\";"),
                        Map.of(
                                "security.protocol",
                                "SASL_PLAINTEXT",
                                "sasl.mechanism",
                                "PLAIN",
                                "sasl.jaas.config",
                                login(PASSWORD) + ";")))) {

            Ran ran = run(new ResultConsumer(), login, null, "topics", "create");

            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.err().lines())
                    .containsExactly("error: the broker at " + login.bootstrap()
                            + " expects a login (PLAIN); set security.protocol=SASL_PLAINTEXT, sasl.mechanism and"
                            + " sasl.jaas.config in the file of --kafka-config (docs/kafka.md)");
        }
    }

    @Test
    void aBrokerThatSendsClientsOnToAnUnknownNameIsOneSentence() throws IOException {
        List<Integer> ports = freePorts(3);
        String bootstrap = "127.0.0.1:" + ports.get(1);
        EmbeddedBroker.Listener twoPorts = new EmbeddedBroker.Listener(
                "PLAINTEXT",
                Map.of(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:" + ports.get(0) + ",ELSEWHERE://" + bootstrap
                                + ",CONTROLLER://127.0.0.1:" + ports.get(2),
                        "advertised.listeners",
                        "PLAINTEXT://127.0.0.1:" + ports.get(0) + ",ELSEWHERE://kafka.invalid:9093",
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,ELSEWHERE:PLAINTEXT,CONTROLLER:PLAINTEXT",
                        "controller.quorum.voters",
                        "1@127.0.0.1:" + ports.get(2)),
                Map.of());
        try (EmbeddedBroker elsewhere = EmbeddedBroker.start(folder.resolve("elsewhere"), ports.get(0), twoPorts)) {
            assertThat(elsewhere.bootstrap()).isNotEqualTo(bootstrap);

            Ran ran = run(new ResultConsumer(), bootstrap, null, "topics", "create");

            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.err().lines())
                    .containsExactly("error: the broker at " + bootstrap
                            + " answers but sends clients on to kafka.invalid:9093 (unknown host); set its"
                            + " advertised.listeners to an address that this machine can reach");
        }
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            held.add(new ServerSocket(0));
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
        return held.stream().map(ServerSocket::getLocalPort).toList();
    }

    @Test
    void aPortThatIsNoKafkaIsOneSentence() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            String bootstrap = "127.0.0.1:" + silent.getLocalPort();

            Ran ran = run(new ResultConsumer(), bootstrap, null, "topics", "create");

            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.err().lines())
                    .containsExactly(
                            "error: port " + bootstrap + " is open but no Kafka broker answered within 8 s; look at"
                                    + " the broker's log, or name another by --bootstrap");
        }
    }

    @Test
    void aTrustStoreThatIsNotThereIsWrongUsage() throws IOException {
        Path missing = folder.resolve("missing.p12");
        Path config = config("missing", client(missing, PASSWORD));

        Ran ran = run(new ResultConsumer(), secured, config, "topics", "create");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .startsWith("error: --kafka-config is '" + config
                        + "', but Kafka's client refuses it: there is no file " + missing);
    }

    /** At once: the commands after a failed one would wait for what it did not do. */
    private static Ran succeeded(Object service, EmbeddedBroker broker, Path config, String... args) {
        Ran ran = run(service, broker, config, args);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return ran;
    }

    /** One command of each service, each in one sentence within 15 seconds. */
    private static void assertThatEveryCommandFails(EmbeddedBroker broker, Path config, String sentence) {
        List<Ran> all = List.of(
                run(new ResultConsumer(), broker, config, "topics", "create"),
                run(new ResultConsumer(), broker, config, "kpis"),
                run(new VideoSource(), broker, config, "mock", "--count", "1"),
                run(new VideoSource(), broker, config, "viewers", "--viewers", "1"),
                run(new StreamProcessor(), broker, config, "faces", "--trigger", "available-now"));
        assertThat(all).allSatisfy(ran -> {
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err().lines()).containsExactly(sentence);
        });
    }

    private static Ran run(Object service, EmbeddedBroker broker, Path config, String... args) {
        return run(service, broker.bootstrap(), config, args);
    }

    private static Ran run(Object service, String bootstrap, Path config, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                LabCommandLine.of(service).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        Stream<String> broker = Stream.of("--bootstrap", bootstrap);
        Stream<String> file = config == null ? Stream.of() : Stream.of("--kafka-config", config.toString());
        String[] all = Stream.of(Arrays.stream(args), broker, file)
                .flatMap(part -> part)
                .toArray(String[]::new);
        int exitCode = line.execute(all);
        return new Ran(exitCode, out.toString(), err.toString());
    }

    private static Map<String, String> client(Path trusted, String password) {
        return Map.of(
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                login(password) + ";",
                "ssl.truststore.type",
                "PKCS12",
                "ssl.truststore.location",
                trusted.toString(),
                "ssl.truststore.password",
                STORE_PASSWORD);
    }

    private static String login(String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"lab\" password=\""
                + password + "\"";
    }

    private static Path config(String name, Map<String, String> client) throws IOException {
        List<String> lines = client.entrySet().stream()
                .map(property -> property.getKey() + "=" + property.getValue())
                .toList();
        return Files.write(folder.resolve(name + ".properties"), lines);
    }

    /** A key pair and its own certificate, by the keytool of this JDK. */
    private static Path keyPair(String name) throws IOException, InterruptedException {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        STORE_PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor(Duration.ofMinutes(1).toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(keytool.exitValue()).isZero();
        return store;
    }

    private static void keepWhatIsLogged() {
        AbstractAppender appender = new AbstractAppender("kept", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                LOGGED.add(event.getLoggerName() + " " + event.getMessage().getFormattedMessage() + " "
                        + (event.getThrown() == null ? "" : event.getThrown().toString()));
            }
        };
        appender.start();
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        context.getConfiguration().getRootLogger().addAppender(appender, Level.ALL, null);
        context.updateLoggers();
    }
}
