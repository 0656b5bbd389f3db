package videolab.processor.faces;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.contract.Models;
import videolab.processor.spark.QueryTrigger;
import videolab.processor.spark.SupervisedQuery;
import videolab.processor.storage.CropPipeline;

/** The faces pipeline and the storage of its crops, running on a Spark session that belongs to the caller. */
public final class FacesService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FacesService.class);

    private final AnalyzerPool analyzers;
    private final Models models;
    private final SupervisedQuery faces;
    private final Optional<SupervisedQuery> crops;
    private final CompletableFuture<Void> end;

    private FacesService(
            AnalyzerPool analyzers,
            Models models,
            SupervisedQuery faces,
            Optional<SupervisedQuery> crops,
            CompletableFuture<Void> end) {
        this.analyzers = analyzers;
        this.models = models;
        this.faces = faces;
        this.crops = crops;
        this.end = end;
    }

    /** @param partitions of the frames topic: so many analyzers are opened before the first frame comes */
    public static FacesService start(SparkSession spark, FacesSettings settings, int partitions) {
        AnalyzerPool analyzers = AnalyzerPool.of(settings.analyzer());
        Models models = analyzers.warmUp(partitions);
        LOG.info(
                "detector {}, emotion model {}, max age {} ms",
                models.detector(),
                models.emotion(),
                settings.analyzer().maxAge().toMillis());
        FacesPipeline analysing = new FacesPipeline(settings);
        SupervisedQuery faces = SupervisedQuery.start("faces", () -> analysing.start(spark));
        Optional<CropPipeline> storing =
                settings.crops().map(store -> new CropPipeline(settings.bootstrap(), settings.checkpoint(), store));
        if (settings.trigger() instanceof QueryTrigger.AvailableNow) {
            // The last crops are known when the last frame is analysed.
            CompletableFuture<Void> end = faces.end().thenComposeAsync(done -> storeAvailable(storing, spark));
            return new FacesService(analyzers, models, faces, Optional.empty(), end);
        }
        Optional<SupervisedQuery> crops =
                storing.map(pipeline -> SupervisedQuery.startPatient("crops", () -> pipeline.start(spark)));
        return new FacesService(analyzers, models, faces, crops, faces.end());
    }

    private static CompletableFuture<Void> storeAvailable(Optional<CropPipeline> storing, SparkSession spark) {
        return storing.map(pipeline -> SupervisedQuery.start("crops", () -> pipeline.startAvailableNow(spark))
                        .end())
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** What the frames are analysed with. */
    public Models models() {
        return models;
    }

    public FrameCounters.Snapshot counters() {
        return analyzers.counters().snapshot();
    }

    /** Whether a frame that is sent now is read at once. */
    public boolean isReading() {
        return faces.isReading();
    }

    /** Completes when there is no more to do; exceptionally when the faces query was given up. */
    public CompletableFuture<Void> end() {
        return end;
    }

    @Override
    public void close() {
        faces.close();
        crops.ifPresent(SupervisedQuery::close);
        analyzers.close();
    }
}
