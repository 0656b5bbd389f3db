/** The mock scene as files: a clip, or a folder of pictures, with the truth beside it. */
package videolab.source.render;
