package videolab.cli;

import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/**
 * Why a broker cannot be used: one sentence with the way out, for every way in which a connection fails. Kafka's client
 * says of most of them only that time is over, so the broker's port is asked what it speaks.
 */
final class ConnectionFailure {

    private static final String SETTINGS = "in the file of --kafka-config (docs/kafka.md)";

    private final KafkaSettings kafka;
    private final Duration patience;

    /** @param patience for how long the client had tried */
    ConnectionFailure(KafkaSettings kafka, Duration patience) {
        this.kafka = kafka;
        this.patience = patience;
    }

    /** The failure of a call to a broker. */
    FailedException of(Throwable cause) {
        return new FailedException(sentence(cause), cause);
    }

    private String sentence(Throwable cause) {
        String broker = "the broker at " + kafka.bootstrap();
        if (cause instanceof SslAuthenticationException) {
            return tls(broker, cause);
        }
        if (cause instanceof UnsupportedSaslMechanismException) {
            return broker + " does not accept the login: " + cause.getMessage() + "; set sasl.mechanism " + SETTINGS;
        }
        if (cause instanceof IllegalSaslStateException) {
            return broker + " takes no login on this port: " + SecurityProtocol.of(kafka)
                    + " does not fit; set security.protocol " + SETTINGS;
        }
        if (cause instanceof SaslAuthenticationException) {
            return broker + " refused the login: " + cause.getMessage() + "; set sasl.jaas.config " + SETTINGS;
        }
        if (cause instanceof AuthenticationException) {
            return broker + " refused the connection: " + cause.getMessage() + "; look " + SETTINGS;
        }
        if (cause instanceof AuthorizationException) {
            return broker + " does not allow it: " + cause.getMessage() + "; its ACLs decide";
        }
        if (cause instanceof TimeoutException
                || cause instanceof DisconnectException
                || cause instanceof NetworkException) {
            return silent();
        }
        return broker + " refused: " + cause.getMessage();
    }

    private static String tls(String broker, Throwable cause) {
        String why = String.valueOf(innermost(cause).getMessage());
        String lower = why.toLowerCase(Locale.ROOT);
        if (lower.contains("certification path") || lower.contains("trust anchor") || lower.contains("trustanchors")) {
            return "the certificate of " + broker + " is not trusted; name its authority by ssl.truststore.location or"
                    + " ssl.truststore.certificates " + SETTINGS;
        }
        if (lower.contains("subject alternative") || lower.contains("no name matching")) {
            return "the certificate of " + broker + " is for another host: " + why
                    + "; use a name that the certificate holds";
        }
        if (lower.contains("certificate_required") || lower.contains("bad_certificate")) {
            return broker + " asks for a client certificate: " + why + "; set ssl.keystore.location " + SETTINGS;
        }
        return "TLS with " + broker + " failed: " + why + "; look at ssl.* " + SETTINGS;
    }

    /** No answer, or none that is Kafka's. */
    private String silent() {
        SecurityProtocol protocol = SecurityProtocol.of(kafka);
        Optional<BrokerPort> open = BrokerPort.open(kafka.bootstrap());
        if (open.isEmpty()) {
            return "no Kafka broker answered at " + kafka.bootstrap() + " within " + patience.toSeconds()
                    + " s; is it running? Name another by --bootstrap or KAFKA_BOOTSTRAP_SERVERS";
        }
        BrokerPort port = open.get();
        String broker = "the broker at " + port;
        if (port.speaksTls()) {
            return protocol.tls()
                    ? broker + " speaks TLS but did not answer within " + patience.toSeconds() + " s; look at its log"
                    : broker + " expects TLS; set security.protocol=SSL or SASL_SSL " + SETTINGS;
        }
        if (protocol.tls()) {
            return broker + " does not speak TLS: " + protocol + " does not fit; set security.protocol " + SETTINGS;
        }
        Optional<List<String>> mechanisms = port.saslMechanisms();
        if (mechanisms.isPresent() && !protocol.sasl()) {
            return broker + " expects a login (" + String.join(", ", mechanisms.get())
                    + "); set security.protocol=SASL_PLAINTEXT, sasl.mechanism and sasl.jaas.config " + SETTINGS;
        }
        String unreachable = port.advertised().stream()
                .map(address -> address.problem().map(problem -> address + " (" + problem + ")"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
        if (!unreachable.isEmpty()) {
            return broker + " answers but sends clients on to " + unreachable
                    + "; set its advertised.listeners to an address that this machine can reach";
        }
        return "port " + port + " is open but no Kafka broker answered within " + patience.toSeconds()
                + " s; look at the broker's log, or name another by --bootstrap";
    }

    /**
     * The failure to make a client: nothing was sent yet.
     *
     * @param file of {@code --kafka-config}, null for none
     */
    RuntimeException ofSettings(RuntimeException refusal, Path file) {
        List<Throwable> causes = causes(refusal).toList();
        String config = causes.stream()
                .filter(ConfigException.class::isInstance)
                .map(Throwable::getMessage)
                .findFirst()
                .orElse("");
        if (config.startsWith("No resolvable")) {
            // Right in its form: the name may well be known in a while, when the broker's container is there.
            return new FailedException("no Kafka broker answered at " + kafka.bootstrap() + ": unknown host", refusal);
        }
        if (config.contains(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
            return new UsageException("--bootstrap", kafka.bootstrap(), "host:port of a Kafka broker is expected");
        }
        if (file == null) {
            return refusal;
        }
        return new UsageException("--kafka-config", file, "Kafka's client refuses it: " + reason(causes));
    }

    private static String reason(List<Throwable> causes) {
        Throwable innermost = causes.get(causes.size() - 1);
        return innermost instanceof NoSuchFileException
                ? "there is no file " + innermost.getMessage()
                : innermost.getMessage();
    }

    private static Throwable innermost(Throwable e) {
        return causes(e).reduce((outer, inner) -> inner).orElse(e);
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause);
    }

    /** What the client's settings say of the connection. */
    private record SecurityProtocol(String name) {

        static SecurityProtocol of(KafkaSettings kafka) {
            return new SecurityProtocol(kafka.client()
                    .getOrDefault(
                            CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, CommonClientConfigs.DEFAULT_SECURITY_PROTOCOL)
                    .strip()
                    .toUpperCase(Locale.ROOT));
        }

        boolean tls() {
            return name.endsWith("SSL");
        }

        boolean sasl() {
            return name.startsWith("SASL");
        }

        @Override
        public String toString() {
            return CommonClientConfigs.SECURITY_PROTOCOL_CONFIG + "=" + name;
        }
    }
}
