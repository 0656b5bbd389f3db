package videolab.cli;

import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Gives every option a twin in the environment: {@code --no-drop} is {@code VIDEO_LAB_NO_DROP}. The command line wins over
 * the environment, and the environment over the default. An empty variable counts as unset.
 */
final class EnvironmentTwins implements IDefaultValueProvider {

    private static final String PREFIX = "VIDEO_LAB_";

    private final Map<String, String> environment;

    EnvironmentTwins(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        return variable(argument).map(environment::get).orElse(null);
    }

    /** The variable that gives an argument its value; empty when none is set. */
    Optional<String> variable(ArgSpec argument) {
        return names(argument).stream()
                .filter(name -> !environment.getOrDefault(name, "").isBlank())
                .findFirst();
    }

    /** The names of an argument in the environment, the one that wins first. */
    static List<String> names(ArgSpec argument) {
        if (argument instanceof OptionSpec option && (option.usageHelp() || option.versionHelp())) {
            return List.of();
        }
        List<String> names = new ArrayList<>(annotated(argument));
        boolean foreign = !names.stream().allMatch(EnvironmentTwins::isTwin);
        if (!foreign && argument instanceof OptionSpec option) {
            String twin = twin(option);
            if (!names.contains(twin)) {
                names.add(twin);
            }
        }
        return names;
    }

    /** Whether the lab gave a variable its name. */
    static boolean isTwin(String name) {
        return name.startsWith(PREFIX);
    }

    private static List<String> annotated(ArgSpec argument) {
        FromEnvironment names = argument.userObject() instanceof AnnotatedElement element
                ? element.getAnnotation(FromEnvironment.class)
                : null;
        return names == null ? List.of() : List.of(names.value());
    }

    private static String twin(OptionSpec option) {
        String name = option.longestName().replaceFirst("^--", "").replace('-', '_');
        return PREFIX + name.toUpperCase(Locale.ROOT);
    }
}
