package unittf.core

/** Durations of runs, and their middle. */
class Timing {
    private val durations = ArrayList<Double>()

    fun add(milliseconds: Double) {
        durations += milliseconds
    }

    val count: Int get() = durations.size

    /** Milliseconds; not a number while there is none. */
    val median: Double get() = percentile(0.5)

    /** Milliseconds that nine of ten runs do not take; not a number while there is none. */
    val p90: Double get() = percentile(0.9)

    /** Between the two neighbours by a straight line, as numpy's percentile. */
    private fun percentile(share: Double): Double {
        if (durations.isEmpty()) return Double.NaN
        val sorted = durations.sorted()
        val place = share * (sorted.size - 1)
        val below = sorted[place.toInt()]
        val above = sorted[minOf(place.toInt() + 1, sorted.size - 1)]
        return below + (above - below) * (place - place.toInt())
    }
}
