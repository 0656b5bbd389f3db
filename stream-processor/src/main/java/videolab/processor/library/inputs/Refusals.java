package videolab.processor.library.inputs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;

/** Says in a few words why a filesystem refused. */
public final class Refusals {

    private static final int LONGEST = 300;

    private Refusals() {}

    /** One sentence for the end of a command. */
    public static String sentence(String what, Throwable failure) {
        return what + " cannot be used: " + reason(failure);
    }

    /** Whether it failed because the server cannot be reached, and not by what the server said. */
    static boolean isUnreachable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException
                    || cause instanceof ConnectException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** The reason alone. */
    public static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getClass().getSimpleName().equals("NoAuthWithAWSException")
                    || cause.getClass().getSimpleName().equals("NoAwsCredentialsException")) {
                return "no AWS credentials were found for it";
            }
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AccessDeniedException && cause.getCause() == null) { // a local file
                return "no permission to read or write it";
            }
            if (cause instanceof AccessDeniedException
                    || cause instanceof AccessControlException
                    || cause.getClass().getSimpleName().equals("AccessDeniedException")) {
                return "no permission to read or write it, or wrong credentials";
            }
            if (cause.getClass().getSimpleName().equals("UnknownStoreException")) {
                return "there is no such bucket";
            }
            if (cause instanceof UnknownHostException) {
                return "unknown host " + cause.getMessage();
            }
            if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
                return "nothing answers at its address";
            }
            if (cause instanceof SocketTimeoutException) {
                return "its server did not answer in time";
            }
            if (cause instanceof UnsupportedFileSystemException) {
                return "there is no filesystem of that scheme here";
            }
            if (cause instanceof FileNotFoundException && message(cause).contains("ermission denied")) {
                return "no permission to read it";
            }
            if (cause instanceof FileNotFoundException) {
                return "it is not there any more";
            }
        }
        return failure instanceof IOException || failure instanceof IllegalArgumentException
                ? message(failure)
                : failure.getClass().getSimpleName() + ": " + message(failure);
    }

    private static String message(Throwable failure) {
        String message =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return message.length() > LONGEST ? message.substring(0, LONGEST) + "…" : message;
    }
}
