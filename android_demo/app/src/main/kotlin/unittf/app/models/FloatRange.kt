package unittf.app.models

import java.io.File
import java.io.IOException

/** The range of a float model without a contract, as the user told it: `NAME.range` beside it. */
object FloatRange {
    /** What models are trained with. */
    val COMMON = listOf(0f..1f, -1f..1f, 0f..255f)

    /** The range beside this model; null where there is none that can be read. */
    fun beside(model: File): ClosedFloatingPointRange<Float>? {
        val text = try {
            fileOf(model).readText().trim()
        } catch (_: IOException) {
            return null
        }
        val ends = text.split(' ').map { it.toFloatOrNull() ?: return null }
        if (ends.size != 2 || !ends.all(Float::isFinite) || ends[0] >= ends[1]) return null
        return ends[0]..ends[1]
    }

    fun write(model: File, range: ClosedFloatingPointRange<Float>) =
        fileOf(model).writeText("${range.start} ${range.endInclusive}\n")

    fun fileOf(model: File) = File(model.parentFile, model.nameWithoutExtension + ".range")
}
