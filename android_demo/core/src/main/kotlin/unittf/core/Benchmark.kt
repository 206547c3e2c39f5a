package unittf.core

import org.json.JSONArray
import org.json.JSONObject

/**
 * The time of one file on one accelerator.
 *
 * @property file its name without ending.
 * @property sha256 of its bytes, in hexadecimal.
 * @property accelerator `cpu` or `gpu`.
 * @property threads of the CPU; null for the GPU.
 * @property runs that were timed, after [warmUp] that were not.
 */
class Measured(
    val file: String,
    val sha256: String,
    val quantization: String?,
    val height: Int,
    val width: Int,
    val multiplyAdds: Long?,
    val accelerator: String,
    val threads: Int?,
    val runs: Int,
    val warmUp: Int,
    val medianMilliseconds: Double,
    val p90Milliseconds: Double,
)

/** Measurements as `python -m export.benchmark --json=FILE` writes them (docs/contract.md). */
object BenchmarkJson {
    /**
     * @param device as its maker names it, `Pixel 8`.
     * @param system with its version, `Android 15`.
     * @param runtime with its version, `TFLite 2.16.1`.
     */
    fun write(device: String, system: String, runtime: String, rows: List<Measured>): String =
        JSONObject()
            .put("measurements", 1)
            .put("device", device)
            .put("system", system)
            .put("runtime", runtime)
            .put("rows", JSONArray(rows.map { row(it) }))
            .toString(2)

    private fun row(measured: Measured) = JSONObject()
        .put("file", measured.file)
        .put("sha256", measured.sha256)
        .put("quantization", measured.quantization ?: JSONObject.NULL)
        .put("height", measured.height)
        .put("width", measured.width)
        .put("multiply_adds", measured.multiplyAdds ?: JSONObject.NULL)
        .put("accelerator", measured.accelerator)
        .put("threads", measured.threads ?: JSONObject.NULL)
        .put("runs", measured.runs)
        .put("warm_up", measured.warmUp)
        .put("median_ms", toMicroseconds(measured.medianMilliseconds))
        .put("p90_ms", toMicroseconds(measured.p90Milliseconds))

    /** Milliseconds with three places: no clock of a phone is finer. */
    private fun toMicroseconds(milliseconds: Double) = Math.round(milliseconds * 1000) / 1000.0
}
