package videolab.source.viewers;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Viewers and what they did, made up from a seed: the records that their players sent, in the order in which a collector
 * received them. The same settings give the same records, byte for byte.
 */
public final class ViewerScenario {

    /** So many that each partition gets some flush events. */
    private static final int FLUSH_SESSIONS = 6;

    private static final long SHIPPED_AGAIN_MS = 7_000;

    private static final List<Content> CONTENTS = List.of(
            new Content("film-1", 5_400_000),
            new Content("film-2", 7_260_000),
            new Content("series-1-1", 1_500_000),
            new Content("series-1-2", 1_520_000),
            new Content("short-1", 240_000),
            new Content("short-2", 420_000),
            new Content("channel-1", -1),
            new Content("channel-2", -1));

    private static final List<String> CDNS = List.of("edge-a", "edge-a", "edge-b", "edge-c");

    private final ScenarioSettings settings;
    private final List<DeliveredSession> sessions;

    private ViewerScenario(ScenarioSettings settings, List<DeliveredSession> sessions) {
        this.settings = settings;
        this.sessions = List.copyOf(sessions);
    }

    public static ViewerScenario of(ScenarioSettings settings) {
        List<DeliveredSession> sessions = new ArrayList<>();
        for (int viewer = 0; viewer < settings.viewers(); viewer++) {
            addViewer(settings, viewer, sessions);
        }
        return new ViewerScenario(settings, sessions);
    }

    /** Sessions written by hand. */
    static ViewerScenario of(ScenarioSettings settings, List<DeliveredSession> sessions) {
        return new ViewerScenario(settings, sessions);
    }

    private static void addViewer(ScenarioSettings settings, int viewer, List<DeliveredSession> sessions) {
        Rolls rolls = Rolls.of(settings.seed(), viewer);
        boolean robot = rolls.chance(0.02);
        Device device = robot ? Device.ROBOT : rolls.chance(0.05) ? Device.UNKNOWN : rolls.pick(Device.ALL);
        Place place = rolls.chance(0.05) ? Place.UNKNOWN : rolls.pick(Place.ALL);
        EventFormat format = rolls.pick(settings.formats());
        String user = rolls.chance(0.4) ? "user-" + viewer : null;
        String deviceId = rolls.chance(0.8) ? "device-" + viewer : null;
        long clockMs = clock(settings, rolls);
        // A request carries no time.
        long clock = format == EventFormat.CMCD1 ? 0 : clockMs;
        long base = rolls.between(20, 400);
        long start = settings.start().toEpochMilli();
        long arrival =
                start + 1_000 + Math.round(rolls.unit() * settings.duration().toMillis() * 0.8);
        for (int number = 0; number < 2; number++) {
            // Another run with the same seed plays other sessions: a pipeline remembers those that have ended.
            String id = new UUID(rolls.bits() ^ start * 0x9E3779B97F4A7C15L, rolls.bits()).toString();
            Content content = rolls.pick(CONTENTS);
            Identity who = new Identity(id, format, user, deviceId, content, rolls.pick(CDNS), device, place);
            Case special = robot ? Case.ROBOT : special(rolls, arrival - start, settings);
            PlayedSession played = new SessionWriter(settings, who, base, clock, rolls).write(arrival, special);
            mark(played, number);
            List<PlayedSession> viewings = new ArrayList<>(List.of(played));
            addNext(settings, viewings, special, base, rolls);
            List<PlayedSession> told = format == EventFormat.CMCD1 ? RequestPlayer.show(viewings, rolls) : viewings;
            sessions.add(new DeliveryPlan(settings).deliver(told, base, rolls));
            PlayedSession latest = viewings.get(viewings.size() - 1);
            PlayEvent last = latest.events().get(latest.events().size() - 1);
            arrival = last.at() + rolls.between(5_000, 60_000);
            boolean tab = number == 0 && special == Case.TWO_TABS;
            if (tab) {
                // The same device plays in another tab meanwhile.
                arrival = played.events().get(0).at() + rolls.between(500, 5_000);
                played.cases().add(Case.TWO_TABS);
            }
            boolean again = !robot && (tab || rolls.chance(0.2));
            if (!again || arrival > start + settings.duration().toMillis() - 30_000) {
                return;
            }
        }
    }

    /** Another viewing of the same id, where the case has one and there is time for it. */
    private static void addNext(
            ScenarioSettings settings, List<PlayedSession> viewings, Case special, long base, Rolls rolls) {
        PlayedSession first = viewings.get(0);
        PlayEvent last = first.events().get(first.events().size() - 1);
        long gap =
                switch (special) {
                    case NEXT_ITEM, ZAPPED, REPLAYED -> rolls.between(1_000, 20_000);
                    case RECOVERED -> rolls.between(1_000, 50_000);
                    case RETRIED_LATER -> rolls.between(62_000, 80_000);
                    default -> -1;
                };
        long at = last.at() + gap;
        if (gap < 0
                || at + 60_000
                        > settings.start().toEpochMilli() + settings.duration().toMillis()) {
            return;
        }
        Identity who = first.who();
        if (special == Case.NEXT_ITEM || special == Case.ZAPPED) {
            Content before = who.content();
            who = who.watching(rolls.pick(
                    CONTENTS.stream().filter(each -> !each.equals(before)).toList()));
        }
        PlayedSession next =
                new SessionWriter(settings, who, base, first.clockMs(), rolls).writeNext(at, special, first);
        if (special == Case.ZAPPED) {
            viewings.set(0, first.givingWay(next.events().get(0).at()));
        }
        viewings.add(next);
        first.cases().add(special);
    }

    private static void mark(PlayedSession played, int number) {
        if (number > 0) {
            played.cases().add(Case.SECOND_SESSION);
        }
        if (played.who().device() == Device.UNKNOWN) {
            played.cases().add(Case.NO_USER_AGENT);
        }
        if (played.who().place() == Place.UNKNOWN) {
            played.cases().add(Case.NO_ADDRESS);
        }
        long clock = played.clockMs();
        if (clock < 0 && clock > -5_000) {
            played.cases().add(Case.CLOCK_SLIGHTLY_SLOW);
        } else if (clock != 0) {
            played.cases().add(clock > 0 ? Case.CLOCK_AHEAD : Case.CLOCK_BEHIND);
            if (Math.abs(clock) > 3_600_000) {
                played.cases().add(Case.CLOCK_OFF_BY_HOURS);
            }
        }
    }

    /** How far a player's clock is ahead of the truth; most are right. */
    private static long clock(ScenarioSettings settings, Rolls rolls) {
        double kind = rolls.unit();
        long sign = rolls.chance(0.5) ? 1 : -1;
        if (kind < 0.75) {
            return 0;
        } else if (kind < 0.80) {
            return -rolls.between(100, settings.disorderMs());
        } else if (kind < 0.90) {
            return sign * rolls.between(20_000, 50 * 60_000);
        } else if (kind < 0.95) {
            return sign * rolls.between(3_700_000, 10 * 3_600_000);
        }
        return sign * rolls.between(20 * 3_600_000L, 23 * 3_600_000L + 50 * 60_000);
    }

    private static Case special(Rolls rolls, long sinceStart, ScenarioSettings settings) {
        long room = settings.duration().toMillis() - sinceStart;
        double roll = rolls.unit();
        if (roll < 0.04) {
            return Case.EXIT_BEFORE_START;
        } else if (roll < 0.06) {
            return Case.EXIT_WITHIN_1S;
        } else if (roll < 0.10) {
            return Case.FAILED_BEFORE_START;
        } else if (roll < 0.15) {
            return Case.FAILED_AFTER_START;
        } else if (roll < 0.18) {
            return Case.VANISHED_BEFORE_START;
        } else if (roll < 0.23) {
            return Case.VANISHED_AFTER_START;
        } else if (roll < 0.25) {
            return room > settings.silenceMs() + 160_000 ? Case.SLEPT_AND_CAME_BACK : Case.ORDINARY;
        } else if (roll < 0.27) {
            return Case.MISSED_HEARTBEATS;
        } else if (roll < 0.29) {
            return Case.JOINED_LATE;
        } else if (roll < 0.32) {
            return Case.NO_INIT;
        } else if (roll < 0.34) {
            return room > 120_000 ? Case.PRELOADED : Case.ORDINARY;
        } else if (roll < 0.36) {
            return Case.PAUSED_BEFORE_START;
        } else if (roll < 0.38) {
            return Case.SOUGHT_BEFORE_START;
        } else if (roll < 0.42) {
            return Case.STALL_INTO_STOP;
        } else if (roll < 0.44) {
            return Case.HEARTBEAT_AFTER_END;
        } else if (roll < 0.48) {
            return Case.NEXT_ITEM;
        } else if (roll < 0.52) {
            return Case.ZAPPED;
        } else if (roll < 0.55) {
            return Case.REPLAYED;
        } else if (roll < 0.58) {
            return Case.RECOVERED;
        } else if (roll < 0.60) {
            return Case.RETRIED_LATER;
        } else if (roll < 0.62) {
            return room > 300_000 ? Case.CLICKED_LATE : Case.ORDINARY;
        } else if (roll < 0.65) {
            return Case.ONCE_A_MINUTE;
        } else if (roll < 0.68) {
            return Case.PRE_ROLL;
        } else if (roll < 0.71) {
            return Case.CLOCK_STEP;
        } else if (roll < 0.74) {
            return Case.UNENDED_SEEK_IN_PAUSE;
        } else if (roll < 0.77) {
            return Case.TWO_TABS;
        } else if (roll < 0.80) {
            return room > settings.abandonMs() + 120_000 ? Case.CLICKED_TOO_LATE : Case.ORDINARY;
        }
        return Case.ORDINARY;
    }

    public ScenarioSettings settings() {
        return settings;
    }

    /** How many sessions there are, robots included, flush events not. */
    public int sessionCount() {
        return sessions.size();
    }

    /** How many events come a second time. */
    public long repeatedEvents() {
        return sessions.stream()
                .flatMap(each -> each.events().stream())
                .filter(each -> each.repeatedAt() >= 0)
                .count();
    }

    /** How many come too late to count. */
    public long lateEvents() {
        return sessions.stream()
                .flatMap(each -> each.events().stream())
                .filter(each -> each.receivedAt() - each.event().at()
                        > settings.watermark().plusSeconds(60).toMillis())
                .count();
    }

    /** How many sessions show each case. */
    public Map<Case, Integer> cases() {
        Map<Case, Integer> counts = new EnumMap<>(Case.class);
        for (DeliveredSession session : sessions) {
            session.viewings().forEach(viewing -> viewing.cases().forEach(each -> counts.merge(each, 1, Integer::sum)));
        }
        return counts;
    }

    List<DeliveredSession> sessions() {
        return sessions;
    }

    /** Every record in the order in which it is shipped, without the flush. */
    public List<Delivery> deliveries() {
        List<Delivery> all = new ArrayList<>();
        for (DeliveredSession session : sessions) {
            int number = 0;
            for (DeliveredEvent each : session.events()) {
                byte[] value = EventWriter.write(session.viewingOf(each.event()), each.event(), ++number);
                Identity who = session.played().who();
                long shipped = shippedAt(who, each);
                all.add(delivery(who, value, each.receivedAt(), shipped));
                if (each.repeatedAt() >= 0) {
                    long again = shipped == each.receivedAt() ? each.repeatedAt() : shipped + SHIPPED_AGAIN_MS;
                    all.add(delivery(who, value, each.repeatedAt(), again));
                }
            }
        }
        all.sort(Comparator.comparing(Delivery::shippedAt)
                .thenComparing(Delivery::session)
                .thenComparing(Delivery::receivedAt));
        return all;
    }

    /** Servers ship what they have logged from time to time, some that of playlists and that of segments apart. */
    private static long shippedAt(Identity who, DeliveredEvent each) {
        PlayEvent.Request request = each.event().request();
        if (request == null) {
            return each.receivedAt();
        }
        boolean apart = !RequestWriter.hasWholeSeconds(who);
        long every = apart && request.bufferMs() < 0 ? 15_000 : 4_000;
        return (each.receivedAt() / every + 1) * every;
    }

    private static Delivery delivery(Identity who, byte[] value, long receivedAt, long shippedAt) {
        return new Delivery(
                who.session(),
                value,
                who.format(),
                who.place().address(),
                who.device().userAgent(),
                Instant.ofEpochMilli(receivedAt),
                Instant.ofEpochMilli(shippedAt));
    }

    /**
     * Events of nobody, received so late that every window of the truth and every silence is over: a watermark moves only
     * when something comes. They are metadata, which begin no session, and fall into windows that nothing closes.
     */
    public List<Delivery> flush() {
        long from = until() + settings.watermark().toMillis() + 1_000;
        List<Delivery> flush = new ArrayList<>();
        for (int second = 0; second < 2; second++) {
            for (int i = 0; i < FLUSH_SESSIONS; i++) {
                String session = String.format(Locale.ROOT, "flush-%d-%d", settings.seed(), i);
                long at = from + second * 1000L;
                String line = String.format(
                        Locale.ROOT,
                        "{\"event\":\"metadata\",\"sessionId\":\"%s\",\"timestamp\":%d,\"playhead\":-1,\"duration\":-1}",
                        session,
                        at);
                byte[] value = line.getBytes(StandardCharsets.UTF_8);
                Instant instant = Instant.ofEpochMilli(at);
                flush.add(new Delivery(session, value, EventFormat.EPAS, null, null, instant, instant));
            }
        }
        return flush;
    }

    /** The end of the last window that the truth tells of. */
    long until() {
        long last = settings.start().toEpochMilli();
        for (DeliveredSession session : sessions) {
            for (DeliveredEvent each : session.events()) {
                last = Math.max(last, Math.max(each.receivedAt(), each.repeatedAt()));
            }
        }
        return settings.windowOf(last + Math.max(settings.silenceMs(), settings.abandonMs()))
                + settings.window().toMillis();
    }
}
