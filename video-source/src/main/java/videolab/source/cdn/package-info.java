/** Simulated access logs of content delivery networks, in the vendors' formats, and what they add up to. */
package videolab.source.cdn;
