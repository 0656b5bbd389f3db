/** How well faces were found: detections against truth. Engine-free. */
package videolab.embedded.scoring;
