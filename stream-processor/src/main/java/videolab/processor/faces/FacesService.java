package videolab.processor.faces;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import videolab.contract.Models;
import videolab.processor.spark.SupervisedQuery;
import videolab.processor.storage.CropPipeline;

/** The faces pipeline and the storage of its crops, running on a Spark session that belongs to the caller. */
public final class FacesService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FacesService.class);

    private final AnalyzerPool analyzers;
    private final Models models;
    private final SupervisedQuery faces;
    private final Optional<SupervisedQuery> crops;

    private FacesService(
            AnalyzerPool analyzers, Models models, SupervisedQuery faces, Optional<SupervisedQuery> crops) {
        this.analyzers = analyzers;
        this.models = models;
        this.faces = faces;
        this.crops = crops;
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
        FacesPipeline pipeline = new FacesPipeline(settings);
        SupervisedQuery faces = SupervisedQuery.start("faces", () -> pipeline.start(spark));
        Optional<SupervisedQuery> crops = settings.crops().map(store -> {
            CropPipeline storing = new CropPipeline(settings.bootstrap(), settings.checkpoint(), store);
            return SupervisedQuery.start("crops", () -> storing.start(spark));
        });
        return new FacesService(analyzers, models, faces, crops);
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

    /** Completes when the faces query has ended by itself; exceptionally when a query was given up. */
    public CompletableFuture<Void> end() {
        List<CompletableFuture<?>> endings = new ArrayList<>(List.of(faces.end()));
        crops.ifPresent(query -> endings.add(query.end().thenCompose(ended -> new CompletableFuture<Void>())));
        return CompletableFuture.anyOf(endings.toArray(CompletableFuture[]::new))
                .thenApply(ended -> null);
    }

    @Override
    public void close() {
        faces.close();
        crops.ifPresent(SupervisedQuery::close);
        analyzers.close();
    }
}
