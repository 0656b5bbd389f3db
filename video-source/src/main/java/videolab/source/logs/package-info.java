/** Log files of CDNs and web servers on their way to Kafka: opened, followed, split into lines and packed into records. */
package videolab.source.logs;
