package videolab.processor.library.rekognition;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import videolab.contract.Json;

/**
 * Amazon's list prices, without the free tier and the discounts of large numbers.
 *
 * @param asOf the date they were read
 * @param region whose prices they are
 * @param imageUsd one {@code DetectLabels}
 * @param storedMinuteUsd one minute of {@code StartLabelDetection}
 */
record Prices(
        @JsonProperty("as_of") String asOf,
        @JsonProperty("region") String region,
        @JsonProperty("image_usd") double imageUsd,
        @JsonProperty("stored_minute_usd") double storedMinuteUsd) {

    static Prices load() {
        try (InputStream in = Prices.class.getResourceAsStream("/library/rekognition-prices.json")) {
            return Json.mapper().readValue(in, Prices.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
