package unittf.app.measure

import unittf.app.engine.Accelerator
import unittf.app.engine.Bench
import unittf.app.engine.Engine
import unittf.app.engine.GpuGuard
import unittf.app.engine.Note
import unittf.app.engine.Watched
import unittf.app.models.InstalledModel
import unittf.core.Measured
import unittf.core.Refusal
import unittf.core.Timing
import java.io.IOException
import java.security.MessageDigest

/**
 * Times one model on each accelerator, one after the other, while screens come and go.
 *
 * It works on the models' thread, so that nothing else that this app does with models disturbs it;
 * between two accelerators others get their turn.
 *
 * All but the work itself belongs to the main thread.
 *
 * @param accelerators of this phone.
 * @param words tell why an accelerator has no time, and make the text that is shared.
 */
class MeasureJob(
    private val engine: Engine,
    private val bench: Bench,
    private val gpu: GpuGuard,
    private val accelerators: List<Accelerator>,
    private val words: Words,
) {
    /** What is told of the results. */
    interface Words {
        fun of(refusal: Refusal): String

        fun of(note: Note): String

        /** The measurements as JSON. */
        fun json(runtime: String, rows: List<Measured>): String
    }

    /**
     * How far it is.
     *
     * @property step null where nothing runs.
     * @property report of the run at hand, or of the last.
     */
    class State(val step: Step?, val report: Report?)

    /** The accelerator at hand; [done] is null until its turn comes. */
    class Step(val accelerator: Accelerator, val done: Int?)

    val watched = Watched(State(null, null))

    private var run: Run? = null

    /** Measures this model; what was measured before is given up. */
    fun start(model: InstalledModel) {
        if (run != null) return
        Run(model).also { run = it }.next()
    }

    /** Stops after the picture at hand; what was measured until then stays. */
    fun stop() {
        run?.stopped = true
    }

    /** Shows a report again that a screen has kept. */
    fun restore(report: Report) {
        if (run == null && watched.state.report == null) watched.tell(State(null, report))
    }

    private inner class Run(private val model: InstalledModel) {
        @Volatile
        var stopped = false
        private val rows = ArrayList<Report.Row>()
        private val measured = ArrayList<Measured>()
        private var digest = ""

        /** Queues the next accelerator, or ends. */
        fun next() {
            val accelerator = accelerators.getOrNull(rows.size)
            if (accelerator == null || stopped) return end()
            tell(accelerator, null)
            engine.runApart {
                val timing = try {
                    time(accelerator)
                } catch (problem: Refusal) {
                    problem
                }
                watched.post { take(accelerator, timing) }
            }
        }

        /** A [Timing], a [Refusal], or a [Note]. */
        private fun time(accelerator: Accelerator): Any {
            if (digest.isEmpty()) digest = digestOf(model)
            if (accelerator != Accelerator.Gpu) return runs(accelerator)
            gpu.note(model)?.let { return it }
            return gpu.guarded(model) { runs(accelerator) }
        }

        private fun runs(accelerator: Accelerator): Timing =
            bench.time(model, accelerator, WARM_UP, RUNS) { done ->
                watched.post { if (run == this) tell(accelerator, done) }
                !stopped
            }

        private fun take(accelerator: Accelerator, result: Any) {
            when (result) {
                is Refusal -> rows += row(accelerator, words.of(result))
                is Note -> rows += row(accelerator, words.of(result))
                is Timing ->
                    if (result.count == RUNS) {
                        measured += measured(accelerator, result)
                        rows += Report.Row(accelerator.key, result.median, result.p90, null)
                    }
            }
            next()
        }

        private fun end() {
            run = null
            watched.tell(State(null, report(isWhole = !stopped)))
        }

        private fun tell(accelerator: Accelerator, done: Int?) =
            watched.tell(State(Step(accelerator, done), report(isWhole = true)))

        private fun report(isWhole: Boolean): Report {
            val json = if (measured.isEmpty()) {
                null
            } else {
                words.json(
                    bench.runners().runtime,
                    measured,
                )
            }
            return Report(model.name, rows.toList(), json, isWhole)
        }

        private fun row(accelerator: Accelerator, reason: String) =
            Report.Row(accelerator.key, null, null, reason)

        private fun measured(accelerator: Accelerator, timing: Timing) = Measured(
            file = model.fileName,
            sha256 = digest,
            quantization = model.contract.quantization,
            height = model.contract.height,
            width = model.contract.width,
            multiplyAdds = model.contract.multiplyAdds,
            accelerator = if (accelerator == Accelerator.Gpu) "gpu" else "cpu",
            threads = (accelerator as? Accelerator.Cpu)?.threads,
            runs = timing.count,
            warmUp = WARM_UP,
            medianMilliseconds = timing.median,
            p90Milliseconds = timing.p90,
        )
    }

    companion object {
        /** Runs that are timed. */
        const val RUNS = 50

        /** Runs before them. */
        const val WARM_UP = 5

        private fun digestOf(model: InstalledModel): String = try {
            MessageDigest
                .getInstance("SHA-256")
                .apply { update(model.file()) }
                .digest()
                .joinToString("") { "%02x".format(it) }
        } catch (_: IOException) {
            // The file is gone; opening it refuses, with a sentence.
            ""
        }
    }
}
