package unittf.core

/**
 * What a tensor holds.
 *
 * @property word its name in contracts.
 * @property bytes the size of one value.
 */
enum class ValueType(val word: String, val bytes: Int) {
    UINT8("uint8", 1),
    FLOAT32("float32", 4),
    ;

    companion object {
        /** The type that a contract calls [word]; null where pictures are of no such type. */
        fun of(word: String): ValueType? = values().firstOrNull { it.word == word }
    }
}

/**
 * One side of a translator: a tensor of [1, height, width, 3].
 *
 * @property low the value that stands for byte 0.
 * @property high the value that stands for byte 255.
 */
data class Values(val name: String, val type: ValueType, val low: Float, val high: Float)

/**
 * What a file says of its translator (docs/contract.md), checked against its tensors.
 *
 * @property source the name of the domain that pictures come from; null when the file does not say.
 * @property target the name of the domain that they are translated to; null likewise.
 * @property direction `ab` or `ba`; null when the file does not say.
 * @property height rows of a tile.
 * @property width columns of a tile.
 * @property overlap pixels that neighbouring tiles share at least, less than either side.
 * @property multiplyAdds multiplications of one run; null when the file does not say.
 * @property runsSince the first runtime that runs the file, as told by its maker.
 */
data class Contract(
    val source: String?,
    val target: String?,
    val direction: String?,
    val height: Int,
    val width: Int,
    val input: Values,
    val output: Values,
    val quantization: String?,
    val multiplyAdds: Long?,
    val overlap: Int,
    val runsSince: String?,
)
