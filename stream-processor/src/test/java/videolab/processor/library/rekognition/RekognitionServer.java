package videolab.processor.library.rekognition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import videolab.contract.Json;

/**
 * Speaks Rekognition's JSON protocol on loopback, for what the library asks. Every video has a car for three seconds, and
 * somebody who runs from the first second to the second.
 */
public final class RekognitionServer implements AutoCloseable {

    private static final String PROTOCOL = "application/x-amz-json-1.1";
    private static final List<String> SETTINGS =
            List.of("aws.endpointUrlRekognition", "aws.region", "aws.accessKeyId", "aws.secretAccessKey");

    private final HttpServer http;
    private final Map<String, String> jobs = new HashMap<>();
    private final Map<String, Integer> questions = new HashMap<>();

    /** One request and what it was answered. */
    public record Exchange(String operation, JsonNode request, int status, JsonNode answer) {}

    public final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
    /** So many requests are throttled before one is answered. */
    volatile int throttles;
    /** So many orders are refused because of too many open jobs. */
    volatile int limits;
    /** So many questions for a job find it in progress. */
    public volatile int inProgress;

    volatile boolean jobsFail;
    volatile boolean denied;
    volatile int pageSize = 1_000;

    public RekognitionServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::answer);
        http.start();
        System.setProperty(
                "aws.endpointUrlRekognition",
                "http://127.0.0.1:" + http.getAddress().getPort());
        System.setProperty("aws.region", "eu-central-1");
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "secret");
    }

    public long count(String operation) {
        return exchanges.stream()
                .filter(exchange -> exchange.operation.equals(operation) && exchange.status == 200)
                .count();
    }

    private synchronized void answer(HttpExchange http) throws IOException {
        String operation = http.getRequestHeaders().getFirst("X-Amz-Target").replace("RekognitionService.", "");
        JsonNode request = Json.mapper().readTree(http.getRequestBody().readAllBytes());
        String authorization = String.valueOf(http.getRequestHeaders().getFirst("Authorization"));
        ObjectNode answer;
        if (!authorization.matches("AWS4-HMAC-SHA256 Credential=test/.*/eu-central-1/rekognition/aws4_request,.*")) {
            answer = error("UnrecognizedClientException", "The security token included in the request is invalid.");
        } else if (denied) {
            answer = error("AccessDeniedException", "not authorized to perform: rekognition:" + operation);
        } else if (throttles > 0) {
            throttles--;
            answer = error("ThrottlingException", "Rate exceeded");
        } else {
            answer = switch (operation) {
                case "DetectLabels" -> detect(request);
                case "StartLabelDetection" -> start(request);
                case "GetLabelDetection" -> get(request);
                default -> error("UnknownOperationException", operation);
            };
        }
        int status = answer.has("__type") ? 400 : 200;
        exchanges.add(new Exchange(operation, request, status, answer));
        byte[] body = Json.line(answer).getBytes(StandardCharsets.UTF_8);
        http.getResponseHeaders().set("Content-Type", PROTOCOL);
        http.sendResponseHeaders(status, body.length);
        http.getResponseBody().write(body);
        http.close();
    }

    private static ObjectNode error(String type, String message) {
        return Json.mapper().createObjectNode().put("__type", type).put("Message", message);
    }

    private static ObjectNode detect(JsonNode request) throws IOException {
        byte[] image = request.get("Image").get("Bytes").binaryValue();
        if (image.length < 3 || image[0] != (byte) 0xFF || image[1] != (byte) 0xD8) {
            return error("InvalidImageFormatException", "Request has invalid image format");
        }
        ObjectNode answer = Json.mapper().createObjectNode().put("LabelModelVersion", "3.0");
        answer.putArray("Labels").add(car(true)).add(running());
        return answer;
    }

    private ObjectNode start(JsonNode request) {
        if (limits > 0) {
            limits--;
            return error("LimitExceededException", "Number of open jobs exceeds the limit");
        }
        String job = jobs.computeIfAbsent(
                request.get("ClientRequestToken").textValue(), token -> "job" + (jobs.size() + 1) + token.substring(8));
        return Json.mapper().createObjectNode().put("JobId", job);
    }

    private ObjectNode get(JsonNode request) {
        String job = request.get("JobId").textValue();
        if (!jobs.containsValue(job)) {
            return error("ResourceNotFoundException", "Could not find JobId");
        }
        ObjectNode answer = Json.mapper().createObjectNode().put("JobId", job);
        if (questions.merge(job, 1, Integer::sum) <= inProgress) {
            return answer.put("JobStatus", "IN_PROGRESS");
        }
        if (jobsFail) {
            return answer.put("JobStatus", "FAILED").put("StatusMessage", "the codec is not supported");
        }
        answer.put("JobStatus", "SUCCEEDED").put("LabelModelVersion", "3.0");
        ArrayNode all = request.path("AggregateBy").asText("TIMESTAMPS").equals("SEGMENTS") ? segments() : timestamps();
        int from = request.has("NextToken")
                ? Integer.parseInt(request.get("NextToken").textValue().substring(5))
                : 0;
        int until = Math.min(
                all.size(), from + Math.min(pageSize, request.path("MaxResults").asInt(1_000)));
        ArrayNode labels = answer.putArray("Labels");
        for (int i = from; i < until; i++) {
            labels.add(all.get(i));
        }
        return until < all.size() ? answer.put("NextToken", "page-" + until) : answer;
    }

    private static ArrayNode timestamps() {
        ArrayNode all = Json.mapper().createArrayNode();
        for (int time = 0; time <= 3_000; time += 500) {
            all.addObject().put("Timestamp", time).set("Label", car(true));
            if (time >= 1_000 && time <= 2_000) {
                all.addObject().put("Timestamp", time).set("Label", running());
            }
        }
        return all;
    }

    private static ArrayNode segments() {
        ArrayNode all = Json.mapper().createArrayNode();
        segment(all, 0, 3_000).set("Label", car(false));
        segment(all, 1_000, 2_000).set("Label", running());
        return all;
    }

    private static ObjectNode segment(ArrayNode all, int from, int until) {
        return all.addObject()
                .put("Timestamp", from)
                .put("StartTimestampMillis", from)
                .put("EndTimestampMillis", until)
                .put("DurationMillis", until - from);
    }

    private static ObjectNode car(boolean withInstances) {
        ObjectNode label = label("Car", 97.5, "Vehicles and Automotive");
        label.withArray("Parents").addObject().put("Name", "Vehicle");
        if (withInstances) {
            ObjectNode instance = label.withArray("Instances").addObject().put("Confidence", 96.25);
            instance.putObject("BoundingBox")
                    .put("Width", 0.25)
                    .put("Height", 0.5)
                    .put("Left", 0.125)
                    .put("Top", 0.25);
        }
        return label;
    }

    private static ObjectNode running() {
        return label("Running", 81, "Actions");
    }

    private static ObjectNode label(String name, double confidence, String category) {
        ObjectNode label = Json.mapper().createObjectNode().put("Name", name).put("Confidence", confidence);
        label.putArray("Instances");
        label.putArray("Parents");
        label.putArray("Aliases");
        label.putArray("Categories").addObject().put("Name", category);
        return label;
    }

    @Override
    public void close() {
        http.stop(0);
        SETTINGS.forEach(System::clearProperty);
    }
}
