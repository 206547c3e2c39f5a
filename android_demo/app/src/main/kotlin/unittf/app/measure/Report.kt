package unittf.app.measure

import unittf.app.engine.Accelerator
import java.io.Serializable

/**
 * What was measured of one model.
 *
 * @property json the measurements as they are shared; null where there are none.
 * @property isWhole false where the user stopped it.
 */
class Report(val model: String, val rows: List<Row>, val json: String?, val isWhole: Boolean) :
    Serializable {
    /**
     * One accelerator, by its key: milliseconds, or why it has none.
     */
    class Row(val key: String, val median: Double?, val p90: Double?, val reason: String?) :
        Serializable {
        val accelerator: Accelerator get() = checkNotNull(Accelerator.of(key))
    }

    private companion object {
        const val serialVersionUID = 1L
    }
}
