package videolab.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A command that the launcher offers beside its service: {@code ./lab topics}, not {@code ./lab results topics}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface TopLevel {

    /** What is typed after {@code ./lab}, where it is not the command's name. */
    String value() default "";
}
