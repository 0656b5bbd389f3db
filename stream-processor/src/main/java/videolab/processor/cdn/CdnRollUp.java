package videolab.processor.cdn;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import videolab.processor.kpis.KpiGroups;

/** Groups of all dimensions, added up to the rows of each table: one table for each question. */
final class CdnRollUp {

    private static final Comparator<KpiGroups.Group<CdnKpis>> BY_TIME_AND_NAME = Comparator.comparingLong(
                    (KpiGroups.Group<CdnKpis> row) -> row.startMs())
            .thenComparing(row -> row.dimensions().toString());

    private final Collection<String> tables;
    private final KpiGroups<CdnKpis> groups;

    /** @param tables what is added up */
    CdnRollUp(Collection<String> tables, KpiGroups<CdnKpis> groups) {
        this.tables = tables;
        this.groups = groups;
    }

    void add(CdnGroup group, long[] sums) {
        for (String table : tables) {
            CdnKpis kpis = groups.at(table, group.startMs(), group.dimensions(table));
            if (kpis != null) {
                kpis.add(sums, group.samplingRate());
            }
        }
    }

    /** The rows of a table, by time and dimensions. To be called once. */
    List<KpiGroups.Group<CdnKpis>> rows(String table, int mostValues) {
        return groups.rows(table, mostValues).stream().sorted(BY_TIME_AND_NAME).toList();
    }
}
