package videolab.processor.audience.formats;

/** Untrusted strings, made fit for rows and keys. */
final class Texts {

    static final int SESSION_CHARACTERS = 128;
    static final int NAME_CHARACTERS = 128;
    static final int CODE_CHARACTERS = 64;

    private static final int QUOTED_CHARACTERS = 32;

    private Texts() {}

    /** @throws RejectedEventException when it is not a session id: a key is never altered */
    static String session(String session) {
        if (session == null || session.isBlank()) {
            throw new RejectedEventException("no session id");
        }
        if (session.length() > SESSION_CHARACTERS) {
            throw new RejectedEventException("a session id of more than " + SESSION_CHARACTERS + " characters");
        }
        for (int i = 0; i < session.length(); i++) {
            if (Character.isISOControl(session.charAt(i))) {
                throw new RejectedEventException("a session id with control characters");
            }
        }
        return session;
    }

    /** Without control characters and at most so long; null where nothing is left. */
    static String clean(String text, int characters) {
        if (text == null) {
            return null;
        }
        boolean fit = text.length() <= characters;
        boolean blank = true;
        for (int i = 0; fit && i < text.length(); i++) {
            fit = !Character.isISOControl(text.charAt(i));
            blank &= text.charAt(i) == ' ';
        }
        if (!fit) {
            return cleaned(text, characters);
        }
        return blank ? null : text;
    }

    /** A word of a stranger for a reason: cut, so that no sentence hides in it. */
    static String quoted(String word) {
        String clean = clean(word, QUOTED_CHARACTERS);
        return "'" + (clean == null ? "" : clean) + "'";
    }

    private static String cleaned(String text, int characters) {
        StringBuilder kept = new StringBuilder(characters);
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (Character.isISOControl(point)) {
                continue;
            }
            if (kept.length() + Character.charCount(point) > characters) {
                break;
            }
            kept.appendCodePoint(point);
        }
        return kept.toString().isBlank() ? null : kept.toString();
    }
}
