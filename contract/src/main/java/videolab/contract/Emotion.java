package videolab.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * An apparent facial expression, in the order of the emotion model's outputs. It says what a face looks like, not what
 * a person feels.
 */
public enum Emotion {
    @JsonProperty("angry")
    ANGRY,
    @JsonProperty("disgust")
    DISGUST,
    @JsonProperty("fear")
    FEAR,
    @JsonProperty("happy")
    HAPPY,
    @JsonProperty("neutral")
    NEUTRAL,
    @JsonProperty("sad")
    SAD,
    @JsonProperty("surprise")
    SURPRISE;

    /** The name on the wire: lower case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
