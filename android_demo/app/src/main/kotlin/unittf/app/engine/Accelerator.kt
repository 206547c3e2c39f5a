package unittf.app.engine

/** What a model runs on. */
sealed class Accelerator {
    /** A name that stays the same, for files and preferences: `cpu2`, `gpu`. */
    abstract val key: String

    /** The processor, with so many threads. */
    data class Cpu(val threads: Int) : Accelerator() {
        init {
            require(threads >= 1) { "at least one thread is needed, not $threads" }
        }

        override val key get() = "cpu$threads"
    }

    /** The graphics processor. */
    object Gpu : Accelerator() {
        override val key get() = "gpu"
    }

    companion object {
        /** The accelerator of this [key]; null where there is none. */
        fun of(key: String?): Accelerator? = when {
            key == null -> null
            key == Gpu.key -> Gpu
            else ->
                key
                    .removePrefix("cpu")
                    .toIntOrNull()
                    ?.takeIf { it >= 1 && key == "cpu$it" }
                    ?.let(::Cpu)
        }

        /**
         * All that a model can be run on: the processor with 1, 2 and 4 threads, as far as there
         * are so many cores, and the GPU, which may not be there.
         */
        fun all(cores: Int): List<Accelerator> =
            listOf(1, 2, 4).filter { it == 1 || it <= cores }.map(::Cpu) + Gpu
    }
}
