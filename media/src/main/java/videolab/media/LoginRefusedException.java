package videolab.media;

/** A camera or server refused the user and password, or none were given. Many lock the account after a few tries. */
public final class LoginRefusedException extends FfmpegException {

    private static final long serialVersionUID = 1;

    LoginRefusedException(String sentence) {
        super(sentence);
    }
}
