package unittf.core

/** The tensors of a file that takes one picture and gives one of the same size. */
internal class PictureTensors private constructor(
    val input: Tensor,
    val inputType: ValueType,
    val output: Tensor,
    val outputType: ValueType,
) {
    val height = input.shape[1]
    val width = input.shape[2]

    companion object {
        const val CHANNELS = 3

        /** Throws [Refusal] where the file is none such. */
        fun of(file: TfliteFile): PictureTensors {
            val input = file.inputs.singleOrNull()
            val output = file.outputs.singleOrNull()
            if (input == null || output == null) {
                throw Refusal(Reason.TENSORS, "${file.inputs.size}", "${file.outputs.size}")
            }
            if (!isPicture(input.shape) || output.shape != input.shape) {
                throw Refusal(Reason.SHAPE, text(input.shape), text(output.shape))
            }
            val inputType = ValueType.of(input.type)
            val outputType = ValueType.of(output.type)
            if (inputType == null || outputType == null) {
                throw Refusal(Reason.TYPE, input.type, output.type)
            }
            return PictureTensors(input, inputType, output, outputType)
        }

        private fun isPicture(shape: List<Int>) = shape.size == 4 && shape[0] == 1 &&
            shape[1] >= 1 && shape[2] >= 1 && shape[3] == CHANNELS

        private fun text(shape: List<Int>) =
            if (shape.isEmpty()) "one number" else shape.joinToString(" x ")
    }
}
