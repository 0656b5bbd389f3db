/** What the page costs, and how old its pictures are when a person sees them. */
package videolab.embedded.bench.page;
