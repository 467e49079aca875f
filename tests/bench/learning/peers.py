"""What scikit-learn's models and optbinning's scorecard reach on a file, in five folds, on the columns Baton learns from.

    python peers.py FILE OUTCOME LEFT_OUT,…      (pip install scikit-learn optbinning pandas)

Prints a line of JSON: [[name, auc, brier, calibration error, lift at 20 %, seconds], …].
"""

import json
import sys
import time
import warnings

import numpy as np
import pandas as pd
from optbinning import BinningProcess
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, OrdinalEncoder, StandardScaler

warnings.filterwarnings("ignore")


def calibration_error(won, said):
    """The mean distance of what was said and what came, in ten groups of equal size."""
    groups = np.array_split(np.argsort(said, kind="stable"), 10)
    return sum(len(group) * abs(said[group].mean() - won[group].mean()) for group in groups) / len(won)


def lift(won, said):
    """How much oftener the best fifth is won than all."""
    best = np.argsort(-said, kind="stable")[: len(won) // 5]
    return won[best].mean() / won.mean()


def models(numbers, texts):
    filled = FunctionTransformer(lambda table: table.fillna(table.median()))
    apart = make_column_transformer(
        (make_pipeline(filled, StandardScaler()), numbers),
        (OneHotEncoder(handle_unknown="ignore", min_frequency=10), texts),
    )
    ordered = make_column_transformer(
        ("passthrough", numbers),
        (OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1, max_categories=200), texts),
    )
    yield "scikit-learn logistic regression", make_pipeline(apart, LogisticRegression(max_iter=2000))
    yield "scikit-learn gradient boosting", make_pipeline(ordered, HistGradientBoostingClassifier(random_state=0))
    binned = BinningProcess(numbers + texts, categorical_variables=texts)
    yield "optbinning scorecard", make_pipeline(binned, LogisticRegression(max_iter=2000))


def main():
    file, outcome, left_out = sys.argv[1], sys.argv[2], sys.argv[3].split(",")
    table = pd.read_csv(file)
    won = table[outcome].isin([1, "1", "yes"]).to_numpy().astype(int)
    # A column with as many values as rows is a key.
    keys = [name for name in table if table[name].nunique() == len(table)]
    table = table.drop(columns=[outcome, *keys, *(name for name in left_out if name in table)])
    table = table[[name for name in table if table[name].nunique(dropna=False) > 1]]
    texts = [name for name in table if not pd.api.types.is_numeric_dtype(table[name])]
    table[texts] = table[texts].fillna("missing").astype(str)
    numbers = [name for name in table if name not in texts]
    folds = StratifiedKFold(5, shuffle=True, random_state=20261122)
    rows = []
    for name, model in models(numbers, texts):
        began = time.process_time()
        said = cross_val_predict(model, table, won, cv=folds, method="predict_proba")[:, 1]
        took = time.process_time() - began
        figures = [roc_auc_score(won, said), brier_score_loss(won, said), calibration_error(won, said), lift(won, said)]
        rows.append([name, *(round(float(figure), 4) for figure in figures), round(took, 1)])
    print(json.dumps(rows))


main()
