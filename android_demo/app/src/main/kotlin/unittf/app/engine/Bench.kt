package unittf.app.engine

import unittf.app.models.InstalledModel
import unittf.core.Contract
import unittf.core.Reason
import unittf.core.Refusal
import unittf.core.RgbImage
import unittf.core.TileRunner
import unittf.core.Timing
import java.io.IOException

/**
 * Opens models and runs them on a sample picture.
 *
 * What it opens belongs to the calling thread.
 *
 * @property runners the runtime; asked for each time, as tests put another in.
 * @param sample a picture of the size that a model takes.
 */
class Bench(val runners: () -> RunnerFactory, private val sample: (Contract) -> RgbImage) {
    /** Opens a model and runs it once. @throws Refusal where either fails. */
    fun open(model: InstalledModel, accelerator: Accelerator): TileRunner {
        val runner = start(model, accelerator)
        try {
            translate(runner, sample(model.contract))
        } catch (problem: Refusal) {
            runner.close()
            throw problem
        }
        return runner
    }

    /** The sample, translated. @throws Refusal where the accelerator does not run the model. */
    fun picture(model: InstalledModel, accelerator: Accelerator): RgbImage =
        start(model, accelerator).use { translate(it, sample(model.contract)) }

    /**
     * Times the model on the sample.
     *
     * @param warmUp runs before the first that is timed.
     * @param goOn told the runs done, those of the warm-up among them; false stops here.
     * @return what was timed until then. @throws Refusal as [picture].
     */
    fun time(
        model: InstalledModel,
        accelerator: Accelerator,
        warmUp: Int,
        runs: Int,
        goOn: (done: Int) -> Boolean,
    ): Timing = start(model, accelerator).use { runner ->
        val timing = Timing()
        val picture = sample(model.contract)
        val into = RgbImage(picture.width, picture.height)
        for (run in 0 until warmUp + runs) {
            if (!goOn(run)) break
            val began = System.nanoTime()
            runner.run(picture, into)
            if (run >= warmUp) timing.add((System.nanoTime() - began) / NANOSECONDS)
        }
        timing
    }

    private fun start(model: InstalledModel, accelerator: Accelerator): TileRunner {
        val contract = model.contract
        val (width, height) = contract.width to contract.height
        if (width.toLong() * height > LARGEST_SIDE * LARGEST_SIDE) {
            throw Refusal(Reason.PICTURE_TOO_LARGE, "$width", "$height", "$LARGEST_SIDE")
        }
        val file = try {
            model.file()
        } catch (_: IOException) {
            throw Refusal(Reason.FILE_GONE)
        }
        return runners().open(file, contract, accelerator)
    }

    private fun translate(runner: TileRunner, picture: RgbImage) =
        RgbImage(picture.width, picture.height).also { runner.run(picture, it) }

    private companion object {
        const val NANOSECONDS = 1e6

        /** A square that fits into the memory that an app gets, several times. */
        const val LARGEST_SIDE = 2048L
    }
}
