package videolab.processor.library.upload;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.commons.io.input.BoundedInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
import videolab.contract.ContentTypes;

/**
 * Puts one file at a time into a bucket. An object that is there with the file's size and content is left alone. A large file
 * goes in parts; when an earlier upload of the same content was interrupted, its parts are kept and the rest follows.
 */
final class ObjectUpload {

    /** S3 takes parts from 5 MiB on. */
    static final long USUAL_PART_BYTES = 8L << 20;

    private static final int MOST_PARTS = 10_000;
    private static final int NOT_FOUND = 404;
    /** The file's own digest: an ETag is none where the store encrypts with keys of its own, or other parts were used. */
    private static final String DIGEST = "md5";

    private final S3Client s3;
    private final long partBytes;

    /** @param partBytes files that are larger go in parts of this size */
    ObjectUpload(S3Client s3, long partBytes) {
        this.s3 = s3;
        this.partBytes = partBytes;
    }

    /** What became of a file. */
    enum Outcome {
        /** The object is there already. */
        UNCHANGED,
        UPLOADED,
        /** Parts of an interrupted upload were used. */
        RESUMED
    }

    /**
     * Puts a file.
     *
     * @param progress receives how many bytes of the file are in the store
     */
    Outcome put(Path file, String bucket, String key, LongConsumer progress) throws IOException {
        long size = Files.size(file);
        FileDigests digests = FileDigests.of(file, Math.max(partBytes, (size + MOST_PARTS - 1) / MOST_PARTS));
        if (isThere(digests, bucket, key)) {
            return Outcome.UNCHANGED;
        }
        if (digests.parts().size() == 1) {
            s3.putObject(
                    put -> put.bucket(bucket)
                            .key(key)
                            .contentType(ContentTypes.of(key))
                            .contentMD5(base64(digests.whole()))
                            .metadata(Map.of(DIGEST, digests.wholeEtag())),
                    body(file, 0, digests.bytes()));
            progress.accept(digests.bytes());
            return Outcome.UPLOADED;
        }
        return putParts(file, digests, bucket, key, progress);
    }

    private boolean isThere(FileDigests digests, String bucket, String key) {
        HeadObjectResponse head;
        try {
            head = s3.headObject(object -> object.bucket(bucket).key(key));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
        String etag = unquoted(head.eTag());
        return head.contentLength() == digests.bytes()
                && (etag.equals(digests.wholeEtag())
                        || etag.equals(digests.partsEtag())
                        || digests.wholeEtag().equals(head.metadata().get(DIGEST)));
    }

    private Outcome putParts(Path file, FileDigests digests, String bucket, String key, LongConsumer progress)
            throws IOException {
        Optional<Interrupted> interrupted = interrupted(digests, bucket, key);
        String upload = interrupted.isPresent()
                ? interrupted.get().id
                : s3.createMultipartUpload(create -> create.bucket(bucket)
                                .key(key)
                                .contentType(ContentTypes.of(key))
                                .metadata(Map.of(DIGEST, digests.wholeEtag())))
                        .uploadId();
        Map<Integer, String> there = interrupted.map(before -> before.etags).orElse(Map.of());
        List<CompletedPart> parts = new ArrayList<>();
        long done = 0;
        for (int part = 0; part < digests.parts().size(); part++) {
            int number = part + 1;
            String etag = there.get(number);
            if (etag == null) {
                long length = digests.partLength(part);
                String digest = base64(digests.parts().get(part));
                etag = s3.uploadPart(
                                put -> put.bucket(bucket)
                                        .key(key)
                                        .uploadId(upload)
                                        .partNumber(number)
                                        .contentMD5(digest),
                                body(file, part * digests.partBytes(), length))
                        .eTag();
            }
            parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
            done += digests.partLength(part);
            progress.accept(done);
        }
        s3.completeMultipartUpload(
                complete -> complete.bucket(bucket).key(key).uploadId(upload).multipartUpload(all -> all.parts(parts)));
        return there.isEmpty() ? Outcome.UPLOADED : Outcome.RESUMED;
    }

    /** @param etags of the parts that are there, by their numbers from 1 */
    private record Interrupted(String id, Map<Integer, String> etags) {}

    /**
     * The newest upload of this key that was not completed, if each of its parts is one of this file's. Any other of this key
     * is another file's or another version's, and may still go on somewhere: the bucket's lifecycle rule removes it.
     */
    private Optional<Interrupted> interrupted(FileDigests digests, String bucket, String key) {
        List<MultipartUpload> uploads =
                s3.listMultipartUploadsPaginator(list -> list.bucket(bucket).prefix(key)).uploads().stream()
                        .filter(upload -> upload.key().equals(key))
                        .sorted(Comparator.comparing(MultipartUpload::initiated).reversed())
                        .toList();
        for (MultipartUpload upload : uploads) {
            Map<Integer, String> etags = new HashMap<>();
            boolean ours = true;
            for (Part part : s3.listPartsPaginator(
                            list -> list.bucket(bucket).key(key).uploadId(upload.uploadId()))
                    .parts()) {
                int index = part.partNumber() - 1;
                ours &= index < digests.parts().size()
                        && part.size() == digests.partLength(index)
                        && unquoted(part.eTag()).equals(digests.partEtag(index));
                etags.put(part.partNumber(), part.eTag());
            }
            if (ours && !etags.isEmpty()) {
                return Optional.of(new Interrupted(upload.uploadId(), etags));
            }
        }
        return Optional.empty();
    }

    private static RequestBody body(Path file, long from, long length) {
        // Opened anew for each try.
        return RequestBody.fromContentProvider(
                () -> {
                    try {
                        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                        channel.position(from);
                        return BoundedInputStream.builder()
                                .setInputStream(Channels.newInputStream(channel))
                                .setMaxCount(length)
                                .get();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                length,
                "application/octet-stream");
    }

    private static String base64(byte[] digest) {
        return Base64.getEncoder().encodeToString(digest);
    }

    private static String unquoted(String etag) {
        return etag.replace("\"", "");
    }
}
