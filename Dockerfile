# The lab's images: one build with Maven, then one target a service.
#
#   docker build --target stream-processor -t video-lab/stream-processor:0.1.0 .
#
# docker-compose.yml builds them all.

# ---- What Maven fetches (some 600 MB), by the poms alone: a change of the code does not fetch it again.
FROM maven:3.9.12-eclipse-temurin-17 AS dependencies
ENV MAVEN_ARGS="-B -ntp -q -Dmaven.test.skip=true -Dspotless.check.skip=true"
WORKDIR /build
COPY pom.xml ./
COPY contract/pom.xml contract/
COPY cli/pom.xml cli/
COPY media/pom.xml media/
COPY video-source/pom.xml video-source/
COPY stream-processor/pom.xml stream-processor/
COPY result-consumer/pom.xml result-consumer/
# Not built here, but the parent names them.
COPY embedded-lab/pom.xml embedded-lab/
COPY lambda/pom.xml lambda/
# Packaging nothing needs all that packaging needs. Our own jars are empty yet: they come from the next stage.
RUN mvn package -pl video-source,stream-processor,result-consumer -am \
  && rm -f */target/*.jar */target/lib/contract-*.jar */target/lib/cli-*.jar */target/lib/media-*.jar

# ---- Our own jars, and the face detector that is not shipped.
FROM dependencies AS build
COPY contract contract
COPY cli cli
COPY media media
COPY video-source video-source
COPY stream-processor stream-processor
COPY result-consumer result-consumer
# The clip of the page's player.
COPY sample-media/crowd.mp4 sample-media/
RUN mvn package -pl video-source,stream-processor,result-consumer -am
# With its SHA-256 checked and its MIT notice beside it; without it the processor takes the detector in its jar. pip is the
# first source, the authors' site the second. A build without it is cached like any other: hence the warning's last sentence.
RUN { apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-pip >/dev/null || true; } \
  && mkdir -p /models \
  && { java -jar stream-processor/target/stream-processor.jar models get --models /models \
    || echo 'WARNING: the image goes without YuNet; it finds faces with Haar, which is slower and finds fewer.' \
      'Later builds keep that; to try again: docker compose build --no-cache stream-processor' >&2; }

# ---- What every service runs on.
FROM eclipse-temurin:17-jre-jammy AS runtime
RUN groupadd --gid 10001 lab \
  && useradd --uid 10001 --gid lab --create-home --shell /usr/sbin/nologin lab \
  && install -d -o lab -g lab /var/lib/video-lab
COPY docker/healthy docker/lab-java /usr/local/bin/
WORKDIR /opt/video-lab
# glibc keeps an arena a thread otherwise, and native pictures are short-lived. With each large block that is freed it also raises
# the size from which it gives memory back, unless that is fixed.
ENV MALLOC_ARENA_MAX=2 \
    MALLOC_TRIM_THRESHOLD_=131072 \
    OPENCV_LOG_LEVEL=FATAL \
    VIDEO_LAB_LAUNCHER=compose \
    VIDEO_LAB_METRICS_PORT=9400
HEALTHCHECK --interval=5s --timeout=3s --start-period=120s --retries=3 CMD ["/usr/local/bin/healthy"]

# ---- Readers of the results; also makes the topics.
FROM runtime AS result-consumer
COPY --from=dependencies /build/result-consumer/target/lib lib
COPY --from=build /build/result-consumer/target/lib/contract-*.jar /build/result-consumer/target/lib/cli-*.jar lib/
COPY --from=build /build/result-consumer/target/result-consumer.jar ./
USER lab
ENTRYPOINT ["/usr/local/bin/lab-java", "-XX:MaxRAMPercentage=60", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", "/opt/video-lab/result-consumer.jar"]
CMD ["tail"]

# ---- Cameras, files, drawn scenes.
FROM runtime AS video-source
# What FFmpeg's device library loads, for webcams. Ubuntu renamed one of them.
RUN apt-get update \
  && apt-get install -y --no-install-recommends libpulse0 libxcb-shm0 \
  && { apt-get install -y --no-install-recommends libasound2t64 || apt-get install -y --no-install-recommends libasound2; } \
  && rm -rf /var/lib/apt/lists/*
COPY --from=dependencies /build/video-source/target/lib lib
COPY --from=build /build/video-source/target/lib/contract-*.jar /build/video-source/target/lib/cli-*.jar /build/video-source/target/lib/media-*.jar lib/
COPY --from=build /build/video-source/target/video-source.jar ./
USER lab
ENTRYPOINT ["/usr/local/bin/lab-java", "-XX:MaxRAMPercentage=60", "-XX:+UseSerialGC", "-jar", "/opt/video-lab/video-source.jar"]
CMD ["mock"]

# ---- The pipelines on Spark: one JVM, or driver, master and worker of a cluster.
FROM runtime AS stream-processor
COPY --from=dependencies /build/stream-processor/target/lib lib
COPY --from=build /models models
COPY --from=build /build/stream-processor/target/lib/contract-*.jar /build/stream-processor/target/lib/cli-*.jar /build/stream-processor/target/lib/media-*.jar lib/
COPY --from=build /build/stream-processor/target/stream-processor.jar ./
ENV VIDEO_LAB_MODELS=/opt/video-lab/models \
  VIDEO_LAB_CHECKPOINT=/var/lib/video-lab/checkpoints \
  VIDEO_LAB_SALT=/var/lib/video-lab/checkpoints/viewer-salt
# A Spark without a distribution: the libraries are the jars, and their Scala has to be named.
ENV SPARK_HOME=/opt/video-lab \
  SPARK_SCALA_VERSION=2.13
COPY docker/spark-class bin/spark-class
RUN ln -s lib jars && ln -s spark-class bin/spark-submit \
  # Made here so that a volume mounted on one belongs to the user.
  && install -d -o lab -g lab /var/lib/video-lab/checkpoints /var/lib/video-lab/kpis /var/lib/video-lab/work
USER lab
# Half: pictures and RocksDB live in native memory. Compiled code would take up to 240 MB of a container of 1 GB (docs/faults.md).
ENTRYPOINT ["/usr/local/bin/lab-java", "-XX:MaxRAMPercentage=50", "-XX:ReservedCodeCacheSize=64m", "-jar", "/opt/video-lab/stream-processor.jar"]
CMD ["faces"]
