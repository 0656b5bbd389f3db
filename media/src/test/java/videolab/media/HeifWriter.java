package videolab.media;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes HEIF: a picture of tiles, each a JPEG, which the format allows and which needs no encoder of a patent pool. */
final class HeifWriter {

    private static final int GRID_ID = 1;
    private static final int FIRST_TILE_ID = 2;

    private HeifWriter() {}

    /**
     * @param tiles row by row, all of one size
     * @param wide of the whole, in px: the last column may stand out
     * @param irot counterclockwise quarter turns to be shown; 0 writes none
     */
    static byte[] grid(
            List<byte[]> tiles, int rows, int columns, int tileWide, int tileHigh, int wide, int high, int irot)
            throws IOException {
        byte[] ftyp = box("ftyp", "heic".getBytes(US_ASCII), new byte[4], "mif1heic".getBytes(US_ASCII));
        byte[] description = ByteBuffer.allocate(8)
                .put((byte) 0)
                .put((byte) 0)
                .put((byte) (rows - 1))
                .put((byte) (columns - 1))
                .putShort((short) wide)
                .putShort((short) high)
                .array();
        // Places in the file are as long as they are wrong: the first round tells how long what lies before them is.
        byte[] meta = meta(tiles, description, 0, tileWide, tileHigh, wide, high, irot);
        int data = ftyp.length + meta.length + 8;
        meta = meta(tiles, description, data, tileWide, tileHigh, wide, high, irot);
        List<byte[]> content = new ArrayList<>(List.of(description));
        content.addAll(tiles);
        return join(ftyp, meta, box("mdat", content.toArray(byte[][]::new)));
    }

    /**
     * A picture that is one item, with a clean aperture.
     *
     * @param cleanWide of what is shown, in px from the upper left corner
     */
    static byte[] single(byte[] jpeg, int wide, int high, int cleanWide, int cleanHigh) throws IOException {
        byte[] ftyp = box("ftyp", "heic".getBytes(US_ASCII), new byte[4], "mif1heic".getBytes(US_ASCII));
        byte[] clap = box(
                "clap",
                join(int32(cleanWide), int32(1), int32(cleanHigh), int32(1)),
                // How far its middle is from the middle of what is stored, in halves of a pixel.
                join(int32(cleanWide - wide), int32(2), int32(cleanHigh - high), int32(2)));
        byte[] meta = new byte[0];
        for (int round = 0; round < 2; round++) {
            int data = ftyp.length + meta.length + 8;
            meta = fullBox(
                    "meta",
                    fullBox("hdlr", new byte[4], "pict".getBytes(US_ASCII), new byte[13]),
                    fullBox("pitm", uint16(1)),
                    fullBox("iloc", new byte[] {0x44, 0x00}, uint16(1), place(1, data, jpeg.length)),
                    fullBox("iinf", uint16(1), info(1, "jpeg")),
                    box("iprp", box("ipco", size(wide, high), clap), fullBox("ipma", int32(1), uint16(1), new byte[] {
                        2, (byte) 0x81, (byte) 0x82
                    })));
        }
        return join(ftyp, meta, box("mdat", jpeg));
    }

    private static byte[] meta(
            List<byte[]> tiles, byte[] description, int data, int tileWide, int tileHigh, int wide, int high, int irot)
            throws IOException {
        byte[] handler = fullBox("hdlr", new byte[4], "pict".getBytes(US_ASCII), new byte[13]);
        byte[] primary = fullBox("pitm", uint16(GRID_ID));
        List<byte[]> places = new ArrayList<>(List.of(new byte[] {0x44, 0x00}, uint16(tiles.size() + 1)));
        List<byte[]> infos = new ArrayList<>(List.of(uint16(tiles.size() + 1)));
        places.add(place(GRID_ID, data, description.length));
        infos.add(info(GRID_ID, "grid"));
        int at = data + description.length;
        for (int i = 0; i < tiles.size(); i++) {
            places.add(place(FIRST_TILE_ID + i, at, tiles.get(i).length));
            infos.add(info(FIRST_TILE_ID + i, "jpeg"));
            at += tiles.get(i).length;
        }
        List<byte[]> reference = new ArrayList<>(List.of(uint16(GRID_ID), uint16(tiles.size())));
        for (int i = 0; i < tiles.size(); i++) {
            reference.add(uint16(FIRST_TILE_ID + i));
        }
        byte[] references = fullBox("iref", box("dimg", reference.toArray(byte[][]::new)));
        byte[] properties =
                box("ipco", size(wide, high), size(tileWide, tileHigh), box("irot", new byte[] {(byte) irot}));
        List<byte[]> owners = new ArrayList<>(List.of(int32(tiles.size() + 1)));
        owners.add(join(
                uint16(GRID_ID), irot == 0 ? new byte[] {1, (byte) 0x81} : new byte[] {2, (byte) 0x81, (byte) 0x83}));
        for (int i = 0; i < tiles.size(); i++) {
            owners.add(join(uint16(FIRST_TILE_ID + i), new byte[] {1, (byte) 0x82}));
        }
        byte[] iprp = box("iprp", properties, fullBox("ipma", owners.toArray(byte[][]::new)));
        return fullBox(
                "meta",
                handler,
                primary,
                fullBox("iloc", places.toArray(byte[][]::new)),
                fullBox("iinf", infos.toArray(byte[][]::new)),
                references,
                iprp);
    }

    private static byte[] place(int id, int at, int length) throws IOException {
        return join(uint16(id), uint16(0), uint16(1), int32(at), int32(length));
    }

    private static byte[] info(int id, String type) throws IOException {
        return join(box("infe", new byte[] {2, 0, 0, 0}, uint16(id), uint16(0), type.getBytes(US_ASCII), new byte[1]));
    }

    private static byte[] size(int wide, int high) throws IOException {
        return fullBox("ispe", int32(wide), int32(high));
    }

    private static byte[] fullBox(String name, byte[]... content) throws IOException {
        return box(name, new byte[4], join(content));
    }

    private static byte[] box(String name, byte[]... content) throws IOException {
        byte[] joined = join(content);
        return join(int32(8 + joined.length), name.getBytes(US_ASCII), joined);
    }

    private static byte[] join(byte[]... parts) throws IOException {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.write(part);
        }
        return joined.toByteArray();
    }

    private static byte[] uint16(int value) {
        return ByteBuffer.allocate(2).putShort((short) value).array();
    }

    private static byte[] int32(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }
}
