package videolab.processor.library.assembly;

import java.util.List;
import videolab.processor.library.sampling.Observation;

/**
 * What a service that reads the stored video itself found in it.
 *
 * @param model the service's model
 * @param observations its labels by time
 * @param segments its stretches of labels
 */
public record StoredLabels(String model, List<Observation> observations, List<Stretch> segments) {

    /**
     * A label from one time to another.
     *
     * @param confidence 0..100
     * @param parents names of the labels that this one is a kind of
     * @param activity whether it is something that goes on, and not a thing
     */
    public record Stretch(
            long startMillis, long endMillis, String name, double confidence, List<String> parents, boolean activity) {

        public Stretch {
            parents = List.copyOf(parents);
        }
    }

    public StoredLabels {
        observations = List.copyOf(observations);
        segments = List.copyOf(segments);
    }
}
