package videolab.processor.library.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** Writes JSON rows as Parquet: both files of a table hold the same. */
final class ParquetRows {

    private ParquetRows() {}

    static void write(Path file, Configuration hadoop, MessageType schema, List<JsonNode> rows) throws IOException {
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(HadoopOutputFile.fromPath(file, hadoop))
                .withConf(hadoop)
                .withType(schema)
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                .build()) {
            for (JsonNode row : rows) {
                Group group = new SimpleGroup(schema);
                fill(group, schema, row);
                writer.write(group);
            }
        }
    }

    private static void fill(Group group, GroupType type, JsonNode values) {
        for (Type field : type.getFields()) {
            JsonNode value = values.get(field.getName());
            if (value == null || value.isNull()) {
                if (field.isRepetition(Type.Repetition.REQUIRED)) {
                    throw new IllegalArgumentException("a row without " + field.getName() + ": " + values);
                }
                continue;
            }
            if (field.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation) {
                list(group.addGroup(field.getName()), field.asGroupType(), value);
            } else if (field.isPrimitive()) {
                primitive(group, field.asPrimitiveType(), value);
            } else {
                fill(group.addGroup(field.getName()), field.asGroupType(), value);
            }
        }
    }

    private static void list(Group list, GroupType type, JsonNode values) {
        GroupType element = type.getType(0).asGroupType().getType(0).asGroupType();
        for (JsonNode value : values) {
            fill(list.addGroup(0).addGroup(0), element, value);
        }
    }

    private static void primitive(Group group, PrimitiveType type, JsonNode value) {
        String name = type.getName();
        switch (type.getPrimitiveTypeName()) {
            case BINARY -> group.append(name, value.textValue());
            case DOUBLE -> group.append(name, value.doubleValue());
            case INT32 -> group.append(name, value.intValue());
            case INT64 ->
                group.append(
                        name,
                        value.isTextual() ? Instant.parse(value.textValue()).toEpochMilli() : value.longValue());
            default -> throw new IllegalArgumentException(name + " has a type that the tables do not use");
        }
    }
}
