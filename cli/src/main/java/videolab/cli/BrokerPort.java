package videolab.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.utils.Utils;

/**
 * Asks an open port what it speaks, where Kafka's client only says that it got no answer. Each question is a connection of
 * its own of two seconds at most; no credentials are sent.
 */
record BrokerPort(String host, int port) {

    private static final int CONNECT_MS = (int) Duration.ofSeconds(1).toMillis();
    private static final int ANSWER_MS = (int) Duration.ofSeconds(1).toMillis();
    private static final int ILLEGAL_SASL_STATE = 34;
    private static final int LARGEST_ANSWER = 1024 * 1024;

    /** The first of the addresses that can be connected to. */
    static Optional<BrokerPort> open(String bootstrap) {
        for (String address : bootstrap.split(",")) {
            String host = Utils.getHost(address.strip());
            Integer port = Utils.getPort(address.strip());
            if (host != null && port != null) {
                BrokerPort candidate = new BrokerPort(host, port);
                if (candidate.problem().isEmpty()) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }

    /** Why it cannot be connected to; empty when it can. */
    Optional<String> problem() {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            return Optional.of("unknown host");
        }
        try (Socket socket = connect()) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    boolean speaksTls() {
        try (Socket socket = connect();
                SSLSocket tls = (SSLSocket) trustingAll().getSocketFactory().createSocket(socket, host, port, true)) {
            tls.startHandshake();
            return true;
        } catch (IOException e) {
            // A server that asks for a client certificate ends the handshake by an alert, which is TLS too.
            return String.valueOf(e.getMessage()).startsWith("Received fatal alert");
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The mechanisms by which one logs in there; empty where one does not. */
    Optional<List<String>> saslMechanisms() {
        return ask(ApiKeys.SASL_HANDSHAKE, 1, string("PLAIN"), answer -> {
            boolean takesNoLogin = answer.getShort() == ILLEGAL_SASL_STATE;
            List<String> mechanisms = new ArrayList<>();
            for (int left = answer.getInt(); left > 0; left--) {
                mechanisms.add(string(answer));
            }
            return takesNoLogin ? null : mechanisms;
        });
    }

    /** Where the broker sends its clients; empty when it does not answer. */
    List<BrokerPort> advertised() {
        byte[] noTopics = new byte[Integer.BYTES];
        return ask(ApiKeys.METADATA, 1, noTopics, answer -> {
                    List<BrokerPort> brokers = new ArrayList<>();
                    for (int left = answer.getInt(); left > 0; left--) {
                        answer.getInt(); // its id
                        brokers.add(new BrokerPort(string(answer), answer.getInt()));
                        string(answer); // its rack
                    }
                    return brokers;
                })
                .orElse(List.of());
    }

    /**
     * Sends one request of Kafka's protocol.
     *
     * @param reader of the answer behind its header
     */
    private <T> Optional<T> ask(ApiKeys api, int version, byte[] body, Function<ByteBuffer, T> reader) {
        byte[] client = string("video-lab");
        try (Socket socket = connect()) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            ByteBuffer request = ByteBuffer.allocate(12 + client.length + body.length);
            request.putInt(request.capacity() - Integer.BYTES)
                    .putShort(api.id)
                    .putShort((short) version)
                    .putInt(1)
                    .put(client)
                    .put(body);
            out.write(request.array());
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = in.readInt();
            if (length < Integer.BYTES || length > LARGEST_ANSWER) {
                return Optional.empty();
            }
            ByteBuffer answer = ByteBuffer.wrap(in.readNBytes(length));
            return answer.remaining() == length && answer.getInt() == 1
                    ? Optional.ofNullable(reader.apply(answer))
                    : Optional.empty();
        } catch (IOException | BufferUnderflowException e) { // not Kafka
            return Optional.empty();
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MS);
            socket.setSoTimeout(ANSWER_MS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static byte[] string(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return ByteBuffer.allocate(Short.BYTES + bytes.length)
                .putShort((short) bytes.length)
                .put(bytes)
                .array();
    }

    /** Null is an empty one. */
    private static String string(ByteBuffer answer) {
        byte[] bytes = new byte[Math.max(0, answer.getShort())];
        answer.get(bytes);
        return new String(bytes, UTF_8);
    }

    /** Nothing is sent or read but the handshake: the question is only whether there is one. */
    private static SSLContext trustingAll() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustingAll()}, null);
        return context;
    }

    private static final class TrustingAll implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            // Any.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // Any.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
