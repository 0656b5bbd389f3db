package videolab.results.dashboard;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/** The page's own files: a fixed list out of the jar, held compressed. What is not on the list is not there. */
final class StaticFiles {

    private static final String HTML = "text/html; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private record StaticFile(String type, byte[] bytes, byte[] compressed, String tag) {}

    private final Map<String, StaticFile> files = new HashMap<>();

    StaticFiles() {
        own("/", "index.html", HTML);
        own("/style.css", "style.css", CSS);
        own("/icon.svg", "icon.svg", "image/svg+xml");
        for (String module : new String[] {
            "main", "socket", "live", "audience", "watch", "kpis", "cdn", "library", "system", "charts", "format", "dom"
        }) {
            own("/" + module + ".js", module + ".js", JAVASCRIPT);
        }
        add("/vendor/uplot.js", UPLOT + "uPlot.esm.js", JAVASCRIPT);
        add("/vendor/uplot.css", UPLOT + "uPlot.min.css", CSS);
    }

    /** Answers when the path is on the list. */
    boolean answer(Context context) {
        StaticFile file = files.get(context.path());
        if (file == null) {
            return false;
        }
        // Asked for again at each visit, and answered in a line when nothing has changed: a new version shows at once.
        context.header("Cache-Control", "no-cache");
        context.header("ETag", file.tag);
        context.header("Vary", "Accept-Encoding");
        if (file.tag.equals(context.header("If-None-Match"))) {
            context.status(304);
            return true;
        }
        context.contentType(file.type);
        String accepted = context.header("Accept-Encoding");
        if (accepted != null && accepted.contains("gzip")) {
            context.header("Content-Encoding", "gzip").result(file.compressed);
        } else {
            context.result(file.bytes);
        }
        return true;
    }

    private void own(String path, String name, String type) {
        add(path, "/videolab/results/dashboard/web/" + name, type);
    }

    private void add(String path, String resource, String type) {
        byte[] bytes = bytes(resource);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        files.put(
                path,
                new StaticFile(
                        type, bytes, compressed(bytes), '"' + HexFormat.of().toHexDigits(crc.getValue()) + '"'));
    }

    /** @throws IllegalStateException when the jar was packed without it */
    static byte[] bytes(String resource) {
        try (InputStream in = StaticFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the class path has no " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] compressed(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
