package videolab.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar's manifest. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"video lab " + built()};
    }

    static String built() {
        String built = Version.class.getPackage().getImplementationVersion();
        return built == null ? "(not built as a jar)" : built;
    }
}
