package unittf.app.engine

import unittf.app.models.InstalledModel
import unittf.core.AcceleratorChoice
import unittf.core.Refusal
import unittf.core.TileRunner

/**
 * Opens a model on the accelerator that the user chose, or on the fastest one.
 *
 * Which one is fastest is measured once for a model and a version of the app.
 *
 * @param accelerators what this phone may run a model on.
 * @param version of the app and the system: what was measured holds for it alone.
 */
class ModelOpener(
    private val bench: Bench,
    private val gpu: GpuGuard,
    private val memory: AcceleratorMemory,
    private val accelerators: List<Accelerator>,
    private val version: String,
) {
    /** A model that has run once at least; [Engine.State.Ready] tells what the fields mean. */
    class Opened(
        val model: InstalledModel,
        val runner: TileRunner,
        val accelerator: Accelerator,
        val note: Note?,
        val chosen: Accelerator?,
        val measured: Map<Accelerator, Double>,
        val hasGpu: Boolean,
    )

    /** @throws Refusal where no accelerator takes the model. */
    fun open(model: InstalledModel): Opened {
        val chosen = memory.chosen(model.id) ?: return fastest(model, null, null)
        val note = if (chosen == Accelerator.Gpu) gpu.note(model) else null
        if (note != null) return fastest(model, chosen, note)
        return try {
            val runner = start(model, chosen)
            Opened(model, runner, chosen, null, chosen, memory.measured(keyOf(model)), gpu.isThere)
        } catch (_: Refusal) {
            if (chosen == Accelerator.Gpu) gpu.distrust(model)
            fastest(model, chosen, Note.CHOICE_REFUSED)
        }
    }

    /** Remembers the user's choice; null measures again, the GPU forgets a crash. */
    fun choose(model: InstalledModel, accelerator: Accelerator?) {
        if (accelerator == null) memory.forget(keyOf(model))
        if (accelerator == Accelerator.Gpu) gpu.retry(model)
        memory.choose(model.id, accelerator)
    }

    /** Does not use the GPU for this model any more. */
    fun distrustGpu(model: InstalledModel) = gpu.distrust(model)

    /** Called before the GPU runs this model: until [releaseGpu], the app's end is its crash. */
    fun holdGpu(model: InstalledModel) = gpu.hold(model)

    fun releaseGpu() = gpu.release()

    private fun fastest(model: InstalledModel, chosen: Accelerator?, note: Note?): Opened {
        val gpuNote = if (gpu.isThere) gpu.note(model) else null
        val withGpu = gpu.isThere && gpuNote == null
        val known = memory.measured(keyOf(model))
        val measured = known.ifEmpty { measure(model, withGpu) }
        memory.keep(keyOf(model), measured)
        val (accelerator, runner) =
            openFastest(model, if (withGpu) measured else measured - Accelerator.Gpu)
        return Opened(model, runner, accelerator, note ?: gpuNote, chosen, measured, gpu.isThere)
    }

    /** Opens the fastest that does not refuse. */
    private fun openFastest(
        model: InstalledModel,
        measured: Map<Accelerator, Double>,
    ): Pair<Accelerator, TileRunner> {
        val candidates = measured.map { (accelerator, median) ->
            val threads = (accelerator as? Accelerator.Cpu)?.threads ?: 0
            AcceleratorChoice.Candidate(accelerator, threads, median)
        }
        val best = AcceleratorChoice.fastest(candidates) ?: Accelerator.Cpu(1)
        return try {
            best to start(model, best)
        } catch (problem: Refusal) {
            if (measured.size <= 1) throw problem
            if (best == Accelerator.Gpu) gpu.distrust(model)
            openFastest(model, measured - best)
        }
    }

    private fun start(model: InstalledModel, accelerator: Accelerator): TileRunner =
        if (accelerator == Accelerator.Gpu) {
            gpu.guarded(model) { bench.open(model, accelerator) }
        } else {
            bench.open(model, accelerator)
        }

    /** The median milliseconds of each accelerator that does not refuse. */
    private fun measure(model: InstalledModel, withGpu: Boolean): Map<Accelerator, Double> {
        val candidates = if (withGpu) accelerators else accelerators - Accelerator.Gpu
        val measured = LinkedHashMap<Accelerator, Double>()
        for (accelerator in candidates) {
            val median = try {
                if (accelerator == Accelerator.Gpu) {
                    gpu.guarded(model) { shortMedian(model, accelerator) }
                } else {
                    shortMedian(model, accelerator)
                }
            } catch (_: Refusal) {
                continue
            }
            measured[accelerator] = median
        }
        return measured
    }

    /** Few runs, and fewer of a slow model: the user waits. */
    private fun shortMedian(model: InstalledModel, accelerator: Accelerator): Double {
        val end = System.nanoTime() + PATIENCE_NANOSECONDS
        val timing = bench.time(model, accelerator, WARM_UP, RUNS) { done ->
            done <= WARM_UP || System.nanoTime() < end
        }
        return timing.median
    }

    private fun keyOf(model: InstalledModel) = "${model.key} $version ${bench.runners().runtime}"

    private companion object {
        const val WARM_UP = 2
        const val RUNS = 5
        const val PATIENCE_NANOSECONDS = 3_000_000_000
    }
}
