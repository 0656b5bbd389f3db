package videolab.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Standard output that ends the command, as a termination would, when its reader has gone: {@code ./lab demo | head}. */
final class PipeOutput extends OutputStream {

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private boolean broken;

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            // A full disk fails too, and may have room again: only the command's own lines say what is lost.
            if (!broken && String.valueOf(e.getMessage()).contains("Broken pipe")) {
                broken = true;
                StopSignal.requestOfRunningCommand();
            }
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
