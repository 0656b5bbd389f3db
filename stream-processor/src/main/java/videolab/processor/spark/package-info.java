/** What every pipeline needs of Spark: a session, a trigger, and a query that is restarted when it fails. */
package videolab.processor.spark;
