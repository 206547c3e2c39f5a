package unittf.core

/** Which way of running a model to take, after a short measurement of each. */
object AcceleratorChoice {
    /**
     * @property accelerator whatever the caller names a way of running by.
     * @property threads of the CPU that it keeps busy; 0 for the GPU.
     * @property median milliseconds of a run; null when it was refused.
     */
    class Candidate<T>(val accelerator: T, val threads: Int, val median: Double?)

    /**
     * The fastest; of those that are slower by 5 % at most, the one of fewest threads.
     *
     * @return null when all were refused.
     */
    fun <T> fastest(candidates: List<Candidate<T>>): T? {
        val best = candidates
            .mapNotNull { it.median }
            .filter { it.isFinite() }
            .minByOrNull { it } ?: return null
        return candidates
            .filter { it.median != null && it.median <= best * TIE }
            .minWithOrNull(compareBy({ it.threads }, { it.median }))
            ?.accelerator
    }

    private const val TIE = 1.05
}
