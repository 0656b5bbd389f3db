package videolab.results.dashboard;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import videolab.results.dashboard.library.Library;

/** The addresses of the Library view. */
final class LibraryRoutes {

    private final Library library;

    LibraryRoutes(Library library) {
        this.library = library;
    }

    void add(JavalinDefaultRoutingApi routes) {
        routes.get("/api/library", context -> PageServer.json(context, library.list()));
        routes.get("/api/library/{video}", context -> {
            Optional<String> video = library.video(context.pathParam("video"));
            if (video.isPresent()) {
                PageServer.json(context, video.get());
            } else {
                unknown(context);
            }
        });
        routes.get(
                "/library/{video}/sheet.jpg", context -> picture(context, library.sheet(context.pathParam("video"))));
        routes.get(
                "/library/{video}/shots/{shot}",
                context -> picture(context, library.thumbnail(context.pathParam("video"), shot(context))));
        routes.get("/library/{video}/video", this::video);
    }

    private static int shot(Context context) {
        String number = context.pathParam("shot");
        return number.matches("[0-9]{1,6}\\.jpg") ? Integer.parseInt(number.substring(0, number.indexOf('.'))) : -1;
    }

    private static void picture(Context context, Optional<Path> file) throws IOException {
        if (file.isEmpty()) {
            unknown(context);
            return;
        }
        context.header("Cache-Control", "max-age=60");
        context.contentType("image/jpeg").result(Files.newInputStream(file.get()));
    }

    private void video(Context context) throws IOException {
        Optional<Library.VideoFile> file = library.videoFile(context.pathParam("video"));
        if (file.isEmpty()) {
            unknown(context);
            return;
        }
        context.header("Cache-Control", "max-age=60");
        context.writeSeekableStream(
                Files.newInputStream(file.get().path()),
                file.get().contentType(),
                Files.size(file.get().path()));
    }

    private static void unknown(Context context) {
        PageServer.problem(context, 404, "no such video, or it has no such file; /api/library lists the videos");
    }
}
