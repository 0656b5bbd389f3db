package videolab.source.capture;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The states a source went through; on the first trouble it does what the test wants to happen then. */
final class StateLog implements Consumer<SourceState> {

    /** What a test does; may fail. */
    interface Action {
        void run() throws Exception;
    }

    private final List<SourceState> states = new CopyOnWriteArrayList<>();
    private final Action onTrouble;

    StateLog(Action onTrouble) {
        this.onTrouble = onTrouble;
    }

    @Override
    public void accept(SourceState state) {
        boolean firstTrouble = state instanceof SourceState.Retrying
                && states.stream().noneMatch(SourceState.Retrying.class::isInstance);
        states.add(state);
        if (firstTrouble) {
            try {
                onTrouble.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    List<String> names() {
        return states.stream().map(state -> state.getClass().getSimpleName()).toList();
    }

    String reason() {
        return states.stream()
                .filter(SourceState.Retrying.class::isInstance)
                .map(state -> ((SourceState.Retrying) state).reason())
                .findFirst()
                .orElseThrow();
    }
}
