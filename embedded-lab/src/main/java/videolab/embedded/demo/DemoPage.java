package videolab.embedded.demo;

import java.util.Optional;
import videolab.cli.Broker;
import videolab.cli.KafkaSettings;
import videolab.cli.StatusReporter;
import videolab.results.dashboard.Page;
import videolab.results.dashboard.PageSettings;

/** The page, as a guest of the demo: it reads the lab's topics itself. */
final class DemoPage implements DemoHandler {

    private final int port;
    private final boolean nextPort;
    private final ProgressLog progress;
    private Page page;
    private StatusReporter status;

    /** @param port null takes the usual one, or the next that is free */
    DemoPage(Integer port, ProgressLog progress) {
        this.port = Optional.ofNullable(port).orElse(PageSettings.PORT);
        this.nextPort = port == null;
        this.progress = progress;
    }

    @Override
    public void begin(Started lab) {
        KafkaSettings kafka = KafkaSettings.at(lab.bootstrap());
        page = Page.start(PageSettings.local(port), nextPort, new Broker(kafka));
        status = StatusReporter.start(kafka, "demo", lab.facts());
        progress.accept("see it in a browser: " + page.address());
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
