package videolab.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Other names of an option in the environment, before its twin {@code VIDEO_LAB_…}. A name that others gave the variable,
 * such as {@code KAFKA_CONFIG}, replaces the twin.
 */
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface FromEnvironment {
    String[] value();
}
