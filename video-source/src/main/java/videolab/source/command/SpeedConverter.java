package videolab.source.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code max}, or how many simulated seconds pass in a second. */
final class SpeedConverter implements ITypeConverter<Double> {

    @Override
    public Double convert(String text) {
        if (text.equalsIgnoreCase("max")) {
            return 0.0;
        }
        try {
            double speed = Double.parseDouble(text);
            if (speed >= 0 && speed <= 1e6) {
                return speed;
            }
        } catch (NumberFormatException e) {
            // The sentence below says what is accepted.
        }
        throw new TypeConversionException("'" + text + "' is not a speed; use 1, 20, or max");
    }
}
