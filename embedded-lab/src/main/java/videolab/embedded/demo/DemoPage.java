package videolab.embedded.demo;

import java.util.Optional;
import videolab.cli.Broker;
import videolab.cli.KafkaSettings;
import videolab.cli.StatusReporter;
import videolab.results.dashboard.Page;
import videolab.results.dashboard.PageSettings;
import videolab.results.dashboard.library.LibraryFolder;

/** The page, as a guest of the demo: it reads the lab's topics itself. */
final class DemoPage implements DemoHandler {

    private final int port;
    private final boolean nextPort;
    private final Optional<LibraryFolder> library;
    private final ProgressLog progress;
    private Page page;
    private StatusReporter status;

    /**
     * A page.
     *
     * @param port null takes the usual one, or the next that is free
     * @param library empty leaves the library's view out
     */
    DemoPage(Integer port, Optional<LibraryFolder> library, ProgressLog progress) {
        this.library = library;
        this.port = Optional.ofNullable(port).orElse(PageSettings.PORT);
        this.nextPort = port == null;
        this.progress = progress;
    }

    @Override
    public void begin(Started lab) {
        KafkaSettings kafka = KafkaSettings.at(lab.bootstrap());
        page = Page.start(PageSettings.local(port).with(library), nextPort, new Broker(kafka));
        status = StatusReporter.start(kafka, "demo", lab.facts());
        progress.accept("see it in a browser: " + page.address());
        if (library.isPresent()) {
            progress.accept("the library: " + page.address() + "#library");
        }
    }

    @Override
    public void close() {
        if (status != null) {
            status.close();
        }
        if (page != null) {
            page.close();
        }
    }
}
