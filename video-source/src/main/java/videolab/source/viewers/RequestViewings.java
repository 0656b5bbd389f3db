package videolab.source.viewers;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import videolab.source.viewers.PlayedSession.End;
import videolab.source.viewers.PlayedSession.Span;

/**
 * What the requests of an id show by the rules of {@code docs/kpis.md}, which is all that CMCD v1 lets anybody know: a start until
 * the first request of a player that plays, and playing from then on. Only other content tells one viewing from the next.
 */
final class RequestViewings {

    private static final long PLAYABLE_MS = 1_000;

    private RequestViewings() {}

    /** @param requests in the order of their times, one or more */
    static List<PlayedSession> of(Identity who, List<PlayEvent> requests) {
        List<PlayedSession> viewings = new ArrayList<>();
        int first = 0;
        boolean shown = false;
        for (int i = 0; i < requests.size(); i++) {
            boolean other = i > 0 && isOther(requests.get(i - 1), requests.get(i));
            if (shown && other) {
                viewings.add(viewing(who, requests.subList(first, i), first > 0, requests.get(i)));
                first = i;
                shown = false;
            }
            shown |= plays(requests.get(i));
        }
        viewings.add(viewing(who, requests.subList(first, requests.size()), first > 0, null));
        return viewings;
    }

    /** The first frame, and all that comes after it. */
    static boolean plays(PlayEvent event) {
        return event.request().bufferMs() >= PLAYABLE_MS && !event.request().urgent();
    }

    private static boolean isOther(PlayEvent before, PlayEvent event) {
        String content = event.request().content();
        return content != null && !content.equals(before.request().content());
    }

    /**
     * @param follows whether the viewing before it was seen: then it cannot have begun earlier
     * @param next the first of the next viewing, or null
     */
    private static PlayedSession viewing(Identity who, List<PlayEvent> requests, boolean follows, PlayEvent next) {
        long begin = requests.get(0).at();
        long last = next == null ? requests.get(requests.size() - 1).at() + 1 : next.at();
        long frame = requests.stream()
                .filter(RequestViewings::plays)
                .mapToLong(PlayEvent::at)
                .findFirst()
                .orElse(-1);
        List<Span> spans = new ArrayList<>();
        if (frame != begin) {
            spans.add(new Span(PlayState.STARTING, begin, frame < 0 ? last : frame));
        }
        if (frame >= 0) {
            spans.add(new Span(PlayState.PLAYING, frame, last));
        }
        boolean joined = frame == begin && !follows;
        return new PlayedSession(
                who,
                0,
                List.copyOf(requests),
                List.copyOf(spans),
                joined ? -1 : begin,
                joined ? -1 : frame,
                frame <= begin ? -1 : frame - begin,
                frame >= 0,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                next == null ? null : new End(next.at(), "aborted", false, null),
                null,
                null,
                null,
                false,
                EnumSet.noneOf(Case.class));
    }
}
