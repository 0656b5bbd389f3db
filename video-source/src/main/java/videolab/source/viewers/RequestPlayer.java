package videolab.source.viewers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import videolab.source.viewers.PlayedSession.Span;
import videolab.source.viewers.PlayedSession.Switch;

/**
 * Shows a viewer's session as a player does that tells CMCD v1 with its requests: it fills its buffer with segments, and
 * marks what it waits for, as hls.js does.
 */
final class RequestPlayer {

    private static final int AUDIO_KBPS = 128;
    private static final int FIRST_KBPS = 928;
    private static final long STEP_MS = 500;

    private final Rolls rolls;
    /** Video and audio come in one segment. */
    private final boolean muxed;

    private final boolean namesContent;
    private final long segmentMs;
    /** A full buffer, and what is left of it when the player fills it up again. */
    private final long fullMs;

    private final long lowMs;
    private final List<PlayEvent> requests = new ArrayList<>();

    private PlayedSession seen;
    private long now;
    private long bufferMs;
    private boolean waiting;
    private boolean starved;

    private RequestPlayer(Rolls rolls, boolean live) {
        this.rolls = rolls;
        this.muxed = rolls.chance(0.5);
        this.namesContent = rolls.chance(0.9);
        this.segmentMs = rolls.pick(List.of(2_000L, 4_000L, 6_000L));
        boolean bursts = !live && rolls.chance(0.2);
        this.fullMs = bursts ? 90_000 : live ? 3 * segmentMs : 5 * segmentMs;
        this.lowMs = bursts ? rolls.between(15_000, 40_000) : fullMs - segmentMs;
    }

    /**
     * What an id's requests show, in the place of what its viewer saw.
     *
     * @param viewings of one id, one after the other
     */
    static List<PlayedSession> show(List<PlayedSession> viewings, Rolls rolls) {
        RequestPlayer player =
                new RequestPlayer(rolls, viewings.get(0).who().content().live());
        viewings.forEach(player::play);
        List<PlayedSession> shown = RequestViewings.of(viewings.get(0).who(), player.requests);
        shown.get(0).cases().addAll(viewings.get(0).cases());
        return shown;
    }

    private void play(PlayedSession viewing) {
        seen = viewing;
        List<Span> spans = viewing.spans();
        now = spans.get(0).from();
        bufferMs = 0;
        waiting = spans.get(0).state() == PlayState.STARTING;
        starved = false;
        long end = spans.get(spans.size() - 1).to();
        request("m", false);
        request("i", false);
        boolean filling = true;
        while (now < end) {
            Span silence = viewing.silence();
            if (silence != null && silence.from() <= now && now < silence.to()) {
                pass(silence.to());
                continue;
            }
            filling = bufferMs + segmentMs <= fullMs && (filling || bufferMs <= lowMs);
            if (filling && !isLoaded(end) && !hangs()) {
                load();
            } else {
                if (viewing.who().content().live() && rolls.chance(STEP_MS / (double) segmentMs)) {
                    request("m", false);
                }
                pass(Math.min(end, now + STEP_MS));
            }
        }
    }

    private void load() {
        boolean afterStarvation = starved;
        starved = false;
        request(muxed ? "av" : "v", afterStarvation);
        if (!muxed) {
            pass(now + rolls.between(1, 40));
            request("a", afterStarvation);
        }
        pass(now + rolls.between(80, 900));
        bufferMs += segmentMs;
    }

    /** Nothing is left to load of what the viewer plays to the end. */
    private boolean isLoaded(long end) {
        boolean natural = seen.end() != null && seen.end().reason().equals("ended");
        return natural && bufferMs >= end - now;
    }

    /** Before a stall the network gives nothing more, and the buffer runs dry. */
    private boolean hangs() {
        for (Span span : seen.spans()) {
            if (span.state() == PlayState.STALLED && span.from() > now) {
                return bufferMs >= span.from() - now && state() == PlayState.PLAYING;
            }
        }
        return false;
    }

    private void request(String objectType, boolean afterStarvation) {
        boolean media = objectType.equals("av") || objectType.equals("v") || objectType.equals("a");
        long tenths = Math.round(bufferMs / 100.0) * 100;
        Content content = seen.who().content();
        PlayEvent.Request request = new PlayEvent.Request(
                namesContent ? content.id() : null,
                content.live(),
                objectType,
                media ? tenths : -1,
                afterStarvation,
                waiting || afterStarvation);
        int kbps =
                switch (objectType) {
                    case "a" -> AUDIO_KBPS;
                    case "v" -> kbps() - AUDIO_KBPS;
                    case "av" -> kbps();
                    default -> 0;
                };
        long at = requests.isEmpty()
                ? now
                : Math.max(now, requests.get(requests.size() - 1).at() + 1);
        requests.add(PlayEvent.of(request, at, kbps));
    }

    private int kbps() {
        return seen.switches().stream()
                .filter(each -> each.at() <= now)
                .max(Comparator.comparingLong(Switch::at))
                .map(Switch::to)
                .orElse(FIRST_KBPS);
    }

    private PlayState state() {
        for (Span span : seen.spans()) {
            if (span.from() <= now && now < span.to()) {
                return span.state();
            }
        }
        return null;
    }

    /** Time passes: the viewer plays out of the buffer, and runs into what the script has. */
    private void pass(long to) {
        PlayState before = state();
        for (Span span : seen.spans()) {
            long from = Math.max(now, span.from());
            long until = Math.min(to, span.to());
            if (from >= until) {
                continue;
            }
            if (span.from() > now || before == null) {
                enter(span.state());
            }
            if (span.state() == PlayState.PLAYING) {
                bufferMs = Math.max(0, bufferMs - (until - from));
            }
        }
        now = to;
        PlayState after = state();
        if (after != null && seen.spans().stream().anyMatch(each -> each.from() == to)) {
            enter(after);
        }
    }

    private void enter(PlayState state) {
        switch (state) {
            case PLAYING -> waiting = false;
            case STALLED -> {
                bufferMs = 0;
                waiting = true;
                starved = true;
            }
            case SEEKING -> {
                if (rolls.chance(0.8)) {
                    bufferMs = 0;
                    waiting = true;
                    starved = true;
                }
            }
            case STARTING, PAUSED -> {
                // The player goes on filling its buffer.
            }
        }
    }
}
