/** Faces in camera frames: an engine-free core ({@code FrameAnalyzer}) and the pipeline that runs it on Spark. */
package videolab.processor.faces;
