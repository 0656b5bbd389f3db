package videolab.embedded.page;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Takes the pictures of docs/page.md from a page that runs: {@code mvn verify -pl embedded-lab -am -Dit.test=PagePictures
 * -Dtest=none -Dpage=http://127.0.0.1:8088/ -Dpictures=FOLDER} and the two {@code failIfNoSpecifiedTests}. It is no test,
 * and its name keeps it out of the build.
 */
class PagePictures {

    private static final List<String> VIEWS = List.of("live", "audience", "cdn", "library", "system");
    private static final double SETTLE_MS = 4_000;
    private static final int QUALITY = 80;

    /** A second of the Live view at ten pictures a second, for a moving one. */
    private static final int MOVING = 40;

    @Test
    void take() throws Exception {
        String address = System.getProperty("page");
        Path folder = Files.createDirectories(Path.of(System.getProperty("pictures")));
        try (Browser browser = Browser.start()) {
            for (String view : VIEWS) {
                for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                    String end = scheme == ColorScheme.DARK ? "-dark.jpg" : ".jpg";
                    Page wide = browser.open(address + "#" + view, 1360, 860, scheme);
                    shoot(wide, folder.resolve("page-" + view + end));
                    if (view.equals("library")) {
                        wide.locator("a.video").first().click();
                        shoot(wide, folder.resolve("page-video" + end));
                    }
                    browser.closePages();
                    shoot(
                            browser.open(address + "#" + view, 390, 844, scheme),
                            folder.resolve("page-" + view + "-narrow" + end));
                    browser.closePages();
                }
            }
            Page blurred = browser.open(address, 1360, 860, ColorScheme.LIGHT);
            blurred.getByText("Blur faces").click();
            shoot(blurred, folder.resolve("page-live-blurred.jpg"));
            browser.closePages();

            Page moving = browser.open(address, 1200, 640, ColorScheme.LIGHT);
            moving.waitForTimeout(SETTLE_MS * 2);
            for (int picture = 0; picture < MOVING; picture++) {
                moving.screenshot(new Page.ScreenshotOptions()
                        .setPath(folder.resolve(String.format("moving-%03d.png", picture))));
                moving.waitForTimeout(100);
            }
        }
    }

    private static void shoot(Page tab, Path file) {
        tab.waitForTimeout(SETTLE_MS);
        tab.screenshot(new Page.ScreenshotOptions()
                .setType(ScreenshotType.JPEG)
                .setQuality(QUALITY)
                .setPath(file));
    }
}
