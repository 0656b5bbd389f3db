package videolab.source.command;

import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Gives every option a twin in the environment: {@code --no-drop} is {@code VIDEO_LAB_NO_DROP}. */
final class EnvironmentTwins implements IDefaultValueProvider {

    private final Map<String, String> environment;

    /** For picocli. */
    EnvironmentTwins() {
        this(System.getenv());
    }

    EnvironmentTwins(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || option.usageHelp()) {
            return null;
        }
        String name = option.longestName().replaceFirst("^--", "").replace('-', '_');
        return environment.get("VIDEO_LAB_" + name.toUpperCase(Locale.ROOT));
    }
}
