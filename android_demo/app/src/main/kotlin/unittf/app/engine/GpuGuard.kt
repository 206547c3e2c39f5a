package unittf.app.engine

import unittf.app.models.InstalledModel
import unittf.core.GpuTrial
import java.util.concurrent.ConcurrentHashMap

/**
 * Lets a model onto the GPU only where a trial has shown that it gives the processor's picture.
 *
 * @param version of the app and the system: a verdict holds for it alone.
 */
class GpuGuard(
    private val bench: Bench,
    private val memory: AcceleratorMemory,
    private val version: String,
) {
    private val trial = GpuTrial(memory)

    /** What [hold] has marked. */
    private val held: MutableSet<String> = ConcurrentHashMap.newKeySet()

    /** Whether the runtime says that it can use this phone's GPU. */
    val isThere: Boolean get() = bench.runners().hasGpu

    /**
     * Tries the GPU where it was not tried yet, on the models' thread.
     *
     * @return why the GPU cannot be used; null where it can.
     * @throws unittf.core.Refusal where the processor does not run the model either.
     */
    fun note(model: InstalledModel): Note? {
        if (!isThere) return Note.GPU_MISSING
        // The mark that stands there is this process's own.
        if (keyOf(model) in held) return null
        val verdict = trial.attempt(
            keyOf(model),
            cpu = { bench.picture(model, Accelerator.Cpu(1)) },
            gpu = { bench.picture(model, Accelerator.Gpu) },
        )
        return when (verdict) {
            GpuTrial.Verdict.TRUSTED -> null
            GpuTrial.Verdict.CRASHED -> Note.GPU_CRASHED
            GpuTrial.Verdict.DIFFERS -> Note.GPU_DIFFERS
            GpuTrial.Verdict.REFUSED -> Note.GPU_REFUSED
        }
    }

    /**
     * Does what a bad driver could end the process by, after the trial; it counts as a crash until
     * it has come back, so that the app cannot end at every start.
     */
    fun <T> guarded(model: InstalledModel, work: () -> T): T {
        val key = keyOf(model)
        if (key in held) return work()
        memory.write(key, GpuTrial.Verdict.CRASHED.name)
        try {
            return work()
        } finally {
            memory.write(key, GpuTrial.Verdict.TRUSTED.name)
        }
    }

    /**
     * The same as [guarded], from now on until [release]: to write for each picture of a camera
     * would take longer than the picture.
     */
    fun hold(model: InstalledModel) {
        val key = keyOf(model)
        if (held.add(key)) memory.write(key, GpuTrial.Verdict.CRASHED.name)
    }

    /** Nothing runs on the GPU: what ends the process now is not its fault. */
    fun release() {
        for (key in held) memory.write(key, GpuTrial.Verdict.TRUSTED.name)
        held.clear()
    }

    /** Tries again what ended in a crash: the user wants it, or the system ended the app. */
    fun retry(model: InstalledModel) {
        val key = keyOf(model)
        if (key !in held && trial.verdict(key) == GpuTrial.Verdict.CRASHED) trial.forget(key)
    }

    /** The GPU has failed after its trial: it is not used for this model any more. */
    fun distrust(model: InstalledModel) {
        held -= keyOf(model)
        memory.write(keyOf(model), GpuTrial.Verdict.REFUSED.name)
    }

    private fun keyOf(model: InstalledModel) = "${model.key} $version ${bench.runners().runtime}"
}
