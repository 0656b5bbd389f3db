/** What the services agree on: topics, headers and records on the wire, and their JSON. No engine. */
package videolab.contract;
