"""The tasks of every notebook, in the order in which a student meets them.

The table of exercises is grouped by what its entries share, and claims stand
apart there. `progress` lists tasks in this order; tests hold it to the source
notebooks and to the table.
"""

TASKS = {
    "scalar": "affine_scalar_grads".split(),
    "vectorized": "du_dW du_dx du_db affine_jacobians affine_vjp nyu_claims".split(),
    "batched": (
        "dU_dX dU_dW dU_db batched_affine_jacobians batched_affine_vjp "
        "uva_claims uva_index_claim usi_claims matmul_vjp quiz4_claim"
    ).split(),
    "mse": "mse mse_grad usi_mse_claims".split(),
    "sigmoid": "sigmoid sigmoid_grad elementwise_vjp uva_elementwise_claims".split(),
    "softmax": (
        "softmax ds_du softmax_jacobian nyu_softmax_claims usi_softmax_claim softmax_vjp"
    ).split(),
    "chain-rule": "dE_du dE_dW_entry neuron_layer_grads usi_chain_claims".split(),
    "two-layer-net": (
        "forward cross_entropy dL_dS quiz4_loss_claims output_layer_vjp relu_vjp "
        "hidden_layer_vjp two_layer_grads mean_loss_grads"
    ).split(),
    "vanishing-gradients": (
        "chain_forward layer_vjp snu_layer_claims chain_backward gradient_norms "
        "jacobian_product snu_jacobian_claim snu_weight_claim layer_factors "
        "snu_small_weights_claim critical_scale xavier_init he_init residual_layer_vjp"
    ).split(),
}
