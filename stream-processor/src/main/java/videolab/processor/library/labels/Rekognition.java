package videolab.processor.library.labels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.rekognition.RekognitionClient;
import software.amazon.awssdk.services.rekognition.model.InvalidS3ObjectException;
import software.amazon.awssdk.services.rekognition.model.Label;
import software.amazon.awssdk.services.rekognition.model.LimitExceededException;
import software.amazon.awssdk.services.rekognition.model.Parent;
import software.amazon.awssdk.services.rekognition.model.RekognitionException;
import software.amazon.awssdk.services.rekognition.model.VideoTooLargeException;
import videolab.cli.UsageException;

/** Clients of Amazon Rekognition, what its refusals mean, and its labels as the lab's. */
public final class Rekognition {

    private static final int ATTEMPTS = 8;
    private static final Duration CALL = Duration.ofMinutes(2);
    private static final Duration ATTEMPT = Duration.ofSeconds(30);
    private static final int LONGEST = 300;
    private static final String ACTIVITIES = "Actions";

    /** A picture that no service takes for one: the answer to it tells whether the caller may ask. */
    private static final SdkBytes NO_PICTURE = SdkBytes.fromByteArray(new byte[] {0});

    private static final String NO_JOB = "0".repeat(64);

    private static final Set<String> DENIED = Set.of(
            "AccessDeniedException",
            "AccessDenied",
            "ExpiredTokenException",
            "ExpiredToken",
            "InvalidSignatureException",
            "IncompleteSignature",
            "InvalidClientTokenId",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "NotAuthorized",
            "OptInRequired",
            "SubscriptionRequiredException",
            "UnrecognizedClientException");

    private Rekognition() {}

    /** A client by the SDK's usual chains; it waits and asks again where the service throttles. Closed by the caller. */
    public static RekognitionClient open() {
        return RekognitionClient.builder()
                .httpClientBuilder(Apache5HttpClient.builder())
                .overrideConfiguration(
                        settings -> settings.retryStrategy(AwsRetryStrategy.adaptiveRetryStrategy().toBuilder()
                                        .maxAttempts(ATTEMPTS)
                                        .build())
                                .apiCallTimeout(CALL)
                                .apiCallAttemptTimeout(ATTEMPT))
                .build();
    }

    /**
     * Asks for what costs nothing, to learn whether the service can be used.
     *
     * @throws UsageException where a region, credentials or a permission are missing, or nothing answers
     */
    public static void check(RekognitionSettings settings) {
        try {
            DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException e) {
            throw new UsageException(
                    "--labels is 'rekognition', but no AWS region is set; AWS_REGION or the region of a"
                            + " profile is expected");
        }
        try (DefaultCredentialsProvider credentials =
                DefaultCredentialsProvider.builder().build()) {
            credentials.resolveCredentials();
        } catch (SdkClientException e) {
            throw new UsageException(
                    "--labels is 'rekognition', but no AWS credentials were found; AWS_ACCESS_KEY_ID and"
                            + " AWS_SECRET_ACCESS_KEY, a profile (AWS_PROFILE) or a role is expected");
        }
        try (RekognitionClient client = open()) {
            if (settings.mode() != RekognitionSettings.Mode.STORED) {
                asked(() -> client.detectLabels(request -> request.image(image -> image.bytes(NO_PICTURE))));
            }
            if (settings.mode() != RekognitionSettings.Mode.FRAMES) {
                asked(() -> client.getLabelDetection(request -> request.jobId(NO_JOB)));
            }
        }
    }

    private static void asked(Runnable question) {
        try {
            question.run();
        } catch (RekognitionException e) {
            if (isDenied(e) || e.statusCode() >= 500) {
                throw new UsageException("--labels is 'rekognition', but " + reason(e));
            }
            // It found fault with the question, and not with who asks.
        } catch (SdkException e) {
            throw new UsageException("--labels is 'rekognition', but " + reason(e));
        }
    }

    private static boolean isDenied(AwsServiceException e) {
        return DENIED.contains(code(e));
    }

    private static String code(AwsServiceException e) {
        return e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
                ? "HTTP " + e.statusCode()
                : e.awsErrorDetails().errorCode();
    }

    /** Why Rekognition did not do it, in a few words. */
    public static String reason(SdkException failure) {
        if (failure instanceof AwsServiceException refused) {
            String said = refused.awsErrorDetails() == null
                    ? first(refused.getMessage())
                    : first(refused.awsErrorDetails().errorMessage());
            if (isDenied(refused)) {
                return "Rekognition refuses these credentials (" + code(refused) + "): " + said;
            }
            if (failure instanceof InvalidS3ObjectException) {
                return "Rekognition cannot read the object: its bucket has to be in the region of AWS_REGION and readable"
                        + " for the caller";
            }
            if (failure instanceof VideoTooLargeException) {
                return "Rekognition takes videos of at most 10 GB and 6 hours";
            }
            if (failure instanceof LimitExceededException) {
                return "Rekognition's limit of open jobs is reached";
            }
            return "Rekognition refuses (" + code(refused) + "): " + said;
        }
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return "Rekognition cannot be reached: " + first(deepest.getMessage());
    }

    private static String first(String message) {
        String line = String.valueOf(message).lines().findFirst().orElse("");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }

    /** Whether it is something that goes on, and not a thing. */
    public static boolean isActivity(Label label) {
        return label.categories().stream().anyMatch(category -> ACTIVITIES.equals(category.name()));
    }

    /** One of its labels: itself, then each of its instances with a box. */
    public static List<Found> found(Label label) {
        List<String> parents = label.parents().stream().map(Parent::name).toList();
        boolean activity = isActivity(label);
        List<Found> found = new ArrayList<>();
        found.add(Found.ofPicture(label.name(), label.confidence(), parents, activity));
        label.instances().stream()
                .filter(instance -> instance.boundingBox() != null)
                .forEach(instance -> found.add(new Found(
                        label.name(),
                        instance.confidence() == null ? label.confidence() : instance.confidence(),
                        instance.boundingBox().left(),
                        instance.boundingBox().top(),
                        instance.boundingBox().width(),
                        instance.boundingBox().height(),
                        Map.of(),
                        parents,
                        activity)));
        return found;
    }
}
