package videolab.embedded.bench.faces;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfRect;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.objdetect.CascadeClassifier;
import videolab.contract.Json;
import videolab.processor.vision.OpenCv;
import videolab.results.reading.RecordReader;

/**
 * The way of the field's tutorials, rewritten: JSON frames with raw pixels in base64, batches of two seconds, a
 * temporary file for each picture, and a Haar cascade at full size that is loaded for each frame, or once a thread.
 */
record OldWay(boolean loadOnce, int frames) implements Step {

    static final String FPS = "old_way_fps.";

    private static final String CASCADE = "/models/haarcascade_frontalface_alt2.xml";
    private static final String BATCH = "2 seconds";

    private static final StructType OUT = new StructType()
            .add("topic", DataTypes.StringType)
            .add("value", DataTypes.BinaryType)
            .add("headers", "array<struct<key:string,value:binary>>");

    @Override
    public int number() {
        return 5;
    }

    @Override
    public String title() {
        return "old way, cascade loaded " + (loadOnce ? "once" : "for each frame");
    }

    @Override
    public void measure(BenchLab lab, Figures figures) throws Exception {
        String in = lab.newTopic();
        String out = lab.newTopic();
        lab.publish(in, frames, lab.frames()::json);
        Path cascade = Files.createTempFile("cascade", ".xml");
        Arrivals arrivals = new Arrivals(out);
        try (RecordReader reader = lab.read(arrivals)) {
            copy(cascade);
            StreamingQuery query = lab.write(
                    lab.stream(in).map(new Detect(out, cascade.toString(), loadOnce), Encoders.row(OUT)),
                    in,
                    Trigger.ProcessingTime(BATCH));
            try {
                lab.readUntil(reader, () -> arrivals.count() == frames, "the results");
            } finally {
                query.stop();
            }
        } finally {
            Files.delete(cascade);
        }
        figures.add(FPS + (loadOnce ? "load_once" : "load_per_frame"), BenchLab.rate(arrivals.at()));
        lab.delete(in);
        lab.delete(out);
    }

    private static void copy(Path cascade) throws IOException {
        try (InputStream xml = OpenCv.class.getResourceAsStream(CASCADE)) {
            Files.write(cascade, xml.readAllBytes());
        }
    }

    private record Detect(String out, String cascade, boolean loadOnce) implements MapFunction<Row, Row> {

        private static final ThreadLocal<CascadeClassifier> LOADED = new ThreadLocal<>();

        @Override
        public Row call(Row frame) throws IOException {
            OpenCv.load();
            JsonNode json = Json.mapper().readTree((byte[]) frame.getAs("value"));
            byte[] pixels = Base64.getDecoder().decode(json.path("data").textValue());
            Mat picture = new Mat(
                    json.path("rows").intValue(),
                    json.path("cols").intValue(),
                    json.path("type").intValue());
            Path file = Files.createTempFile("frame", ".png");
            try {
                picture.put(0, 0, pixels);
                Imgcodecs.imwrite(file.toString(), picture);
                picture.release();
                picture = Imgcodecs.imread(file.toString());
                MatOfRect faces = new MatOfRect();
                classifier().detectMultiScale(picture, faces);
                byte[] value = (faces.rows() + " faces").getBytes(UTF_8);
                faces.release();
                return RowFactory.create(out, value, frame.getAs("headers"));
            } finally {
                picture.release();
                Files.delete(file);
            }
        }

        private CascadeClassifier classifier() {
            if (!loadOnce) {
                return new CascadeClassifier(cascade);
            }
            if (LOADED.get() == null) {
                LOADED.set(new CascadeClassifier(cascade));
            }
            return LOADED.get();
        }
    }
}
